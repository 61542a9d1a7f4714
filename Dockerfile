# syntax=docker/dockerfile:1

# —— build: packages with their digests, the project, and the model trained from its corpus ——
FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
RUN python -m venv /opt/minhu
ENV PATH=/opt/minhu/bin:$PATH
WORKDIR /src

# The lock files first: a change of code does not install everything anew.
COPY tools/build.lock tools/build.lock
COPY requirements.lock .
RUN pip install --require-hashes -r tools/build.lock \
    && pip install --require-hashes --no-build-isolation --use-pep517 -r requirements.lock

COPY . .
RUN pip install --no-deps --no-build-isolation . \
    && minhu train --out /opt/minhu/topics.model

# —— run: no compiler, no sources, no root ——
FROM python:3.11-slim-bookworm
RUN groupadd --system --gid 10001 minhu \
    && useradd --system --uid 10001 --gid minhu --home-dir /var/lib/minhu minhu \
    && install -d -o minhu -g minhu /var/lib/minhu /var/lib/minhu/media
COPY --from=build /opt/minhu /opt/minhu
ENV PATH=/opt/minhu/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    MINHU_MODEL_PATH=/opt/minhu/topics.model \
    MINHU_MEDIA_FOLDER=/var/lib/minhu/media \
    MINHU_DATABASE_URL=sqlite:////var/lib/minhu/minhu.db
USER minhu
# Relative paths and minhu.env are looked for here.
WORKDIR /var/lib/minhu
VOLUME /var/lib/minhu
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["minhu", "serve", "--host", "0.0.0.0"]
