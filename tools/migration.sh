#!/usr/bin/env bash
# Write a migration from the difference between the tables in the code and the migrations so far.
# A scratch database is used, so that nobody's own data decides what the migration holds.
set -euo pipefail
cd "$(dirname "$0")/.."

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# The command reads settings; those of an account are of no importance here.
export MINHU_DATABASE_URL="sqlite:///$folder/scratch.db" MINHU_WECHAT__MODE=plain
export MINHU_WECHAT__APP_ID=none MINHU_WECHAT__SECRET=none MINHU_WECHAT__TOKEN=none
.venv/bin/python -m minhu migrate
.venv/bin/python -m minhu migration "$1"
git status --short db/migrations/versions 2>/dev/null || true
