#!/usr/bin/env bash
# Lock the versions and digests of everything we install. Needs uv (nothing else does).
set -euo pipefail
cd "$(dirname "$0")/.."

command -v uv >/dev/null || { echo "需要 uv：python3 -m pip install uv"; exit 1; }
options=(-q --generate-hashes --no-emit-index-url --no-annotate --universal
    --python-version 3.11 --no-header)
uv pip compile "${options[@]}" pyproject.toml -o requirements.lock
uv pip compile "${options[@]}" pyproject.toml --group dev -o requirements-dev.lock
# The builder: what pyproject.toml asks for under [build-system].
sed -n 's/^requires = \["\(.*\)"\]/\1/p' pyproject.toml |
    uv pip compile "${options[@]}" - -o tools/build.lock
