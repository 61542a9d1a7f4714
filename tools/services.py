"""Say whether PostgreSQL and Redis answer: ``services.py DATABASE_URL [REDIS_URL]``.

Exit status 0 when all that are named do; 1 otherwise, with a line that says which one is not there.
"""

import sys

import psycopg
import redis
from sqlalchemy.engine import make_url


def main(database: str, redis_url: str = "") -> int:
    """Ask those that are named."""
    missing = []
    try:
        plain = make_url(database).set(drivername="postgresql")
        with psycopg.connect(plain.render_as_string(hide_password=False), connect_timeout=3) as one:
            one.execute("SELECT 1")
    except psycopg.Error as problem:
        missing.append(f"PostgreSQL 没有回答（{type(problem).__name__}）：TEST_DATABASE={database}")
    try:
        if redis_url:
            redis.Redis.from_url(redis_url, socket_connect_timeout=3).ping()
    except redis.RedisError as problem:
        missing.append(f"Redis 没有回答（{type(problem).__name__}）：TEST_REDIS={redis_url}")
    for line in missing:
        print(line, file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:3]))
