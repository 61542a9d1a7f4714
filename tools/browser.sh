#!/usr/bin/env bash
# The phone page is tested in a real Chromium. Install it and a Chinese font where we may;
# otherwise say clearly that those tests will be skipped. Never fails.
set -uo pipefail

need=()
command -v chromium >/dev/null || command -v chromium-browser >/dev/null ||
    command -v google-chrome >/dev/null || need+=(chromium)
# Without a Chinese font the pages still work; only pictures of them show empty boxes.
[ -n "$(find /usr/share/fonts "$HOME/.fonts" "$HOME/.local/share/fonts" -iname '*cjk*' \
    -print -quit 2>/dev/null)" ] || need+=(fonts-noto-cjk)
[ ${#need[@]} = 0 ] && exit 0

if command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }; then
    echo "安装 ${need[*]}（手机页面的测试要用）…"
    run() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }
    run apt-get update -qq &&
        run env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
            "${need[@]}" >/dev/null && exit 0
fi
echo "缺少 ${need[*]}：手机页面的浏览器测试会跳过。安装：sudo apt-get install ${need[*]}"
echo "Missing ${need[*]}: the browser tests of the phone page will be skipped."
