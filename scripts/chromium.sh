#!/bin/sh
# Make sure that the browser tests find a Chromium; install Debian's where that is possible.
set -eu

if [ -n "${CHROMIUM:-}" ]; then
    [ -x "$CHROMIUM" ] && exit 0
    echo "CHROMIUM=$CHROMIUM cannot be run." >&2
    exit 1
fi
for name in chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" >/dev/null 2>&1 && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing chromium and fonts-noto-cjk for the browser tests …"
    export DEBIAN_FRONTEND=noninteractive
    if apt-get update -qq && apt-get install -qq -y --no-install-recommends chromium fonts-noto-cjk >/dev/null; then
        exit 0
    fi
fi
# The other tests are worth running: the browser tests fail and say the same.
echo "No Chromium found and none could be installed: the browser tests will fail." >&2
echo "Debian: apt-get install chromium fonts-noto-cjk. Elsewhere: CHROMIUM=/path/to/chrome make test" >&2
