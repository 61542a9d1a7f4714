#!/usr/bin/env bash
# Make .venv ready: interpreter, locked packages, the project itself. Safe to repeat; a second run
# takes some hundredths of a second, because a digest of everything it depends on is kept.
set -euo pipefail
cd "$(dirname "$0")/.."

VENV=.venv
STAMP=$VENV/.minhu-setup
digest() {
    # The folder counts, too: scripts in a virtual environment hold its absolute path.
    { pwd; cat tools/setup.sh tools/build.lock requirements-dev.lock pyproject.toml; } | sha256sum
}

if [ -x "$VENV/bin/python" ] && [ "$(cat "$STAMP" 2>/dev/null)" = "$(digest)" ]; then
    exit 0
fi

say() { printf '\033[36m%s\033[0m\n' "$*"; }
fail() { printf '\033[31m%s\033[0m\n' "$*" >&2; exit 1; }

# Root, or sudo that asks nothing; empty where neither is there.
as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}
may_install() {
    command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }
}

python=""
for name in python3.11 python3.12 python3.13 python3.14 python3; do
    if command -v "$name" >/dev/null &&
        "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$(command -v "$name")
        break
    fi
done
[ -n "$python" ] || fail "找不到 Python 3.11 或更新版本。请先安装：apt-get install python3.11
Python 3.11 or later was not found. Install it first: apt-get install python3.11"

if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    if may_install; then
        say "安装 $package …"
        as_root apt-get update -qq
        as_root env DEBIAN_FRONTEND=noninteractive \
            apt-get install -y -qq --no-install-recommends "$package" >/dev/null
    else
        fail "$python 缺少 venv 模块。请运行：sudo apt-get install $package，然后再来一次。
$python lacks its venv module. Run: sudo apt-get install $package, then try again."
    fi
fi

# An environment made elsewhere, half made, or without pip is made anew or given its pip.
if ! "$VENV/bin/python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    say "创建虚拟环境 $VENV（$("$python" -V)）…"
    rm -rf "$VENV"
    "$python" -m venv "$VENV"
elif ! "$VENV/bin/python" -m pip --version >/dev/null 2>&1; then
    "$VENV/bin/python" -m ensurepip >/dev/null
fi

pip() {
    PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_ROOT_USER_ACTION=ignore \
        "$VENV/bin/python" -m pip "$@"
}

say "安装依赖（第一次要一两分钟）…"
# The builder is locked like everything else; one package (jieba) comes as source only.
pip install -q --require-hashes -r tools/build.lock
pip install -q --require-hashes --no-build-isolation --use-pep517 -r requirements-dev.lock
pip install -q --no-deps --no-build-isolation -e .

digest >"$STAMP"
say "环境就绪。"
