#!/usr/bin/env bash
# Every check that needs no test run. All of them are made, whatever the first one says.
set -uo pipefail
cd "$(dirname "$0")/.."

BIN=.venv/bin
bad=0
check() {
    local name=$1 told
    shift
    if told=$("$@" 2>&1); then
        printf '%-14s ok\n' "$name"
    else
        printf '\033[31m%-14s FAILED\033[0m\n%s\n' "$name" "$told"
        bad=1
    fi
}
files() {
    if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
        git ls-files -z --cached --others --exclude-standard
    else # an unpacked archive
        find . -type f -not -path './.*' -not -path './var/*' -not -path '*/__pycache__/*' -print0
    fi
}
tidy() { files | xargs -0 "$BIN/python" -m tools.tidy; }

check "ruff format" "$BIN/ruff" format --check --quiet .
check "ruff check" "$BIN/ruff" check --quiet .
check "mypy --strict" "$BIN/mypy" --no-error-summary
check "import-linter" "$BIN/lint-imports" --no-logo
check "vocabulary" "$BIN/python" -m tools.vocabulary
check "tidy files" tidy
exit $bad
