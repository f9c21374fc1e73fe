#!/bin/sh
# Make .venv and install what is pinned: `environment.sh run` or `environment.sh dev`.
# Does nothing when the pinned files are as they were at the last installation.
set -eu
cd "$(dirname "$0")/.."

kind=$1
python=${PYTHON:-python3}

if ! command -v "$python" >/dev/null 2>&1; then
    echo "找不到 $python。请安装 Python 3.11 或更高版本（Debian/Ubuntu：apt-get install python3 python3-venv）。" >&2
    exit 1
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "需要 Python 3.11 或更高版本，$python 是 $("$python" -V 2>&1)。可用 make run PYTHON=python3.12 指定。" >&2
    exit 1
fi

# A folder that was moved here, or whose Python has gone, is of no use.
if [ -e .venv ] && ! .venv/bin/python -c 'import pip' >/dev/null 2>&1; then
    echo "虚拟环境 .venv 已失效，重新创建。"
    rm -rf .venv
fi
if [ ! -e .venv ]; then
    if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        package=python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv
        echo "$python 缺少 venv 模块。Debian/Ubuntu 请执行：apt-get install $package，然后重试。" >&2
        exit 1
    fi
    echo "创建虚拟环境 .venv ……"
    if ! "$python" -m venv .venv; then
        rm -rf .venv
        echo "创建虚拟环境失败，原因见上。" >&2
        exit 1
    fi
fi

fingerprint() {
    .venv/bin/python - "$@" <<'PY'
import hashlib, pathlib, sys
print(sys.version_info[:2], *(hashlib.sha256(pathlib.Path(f).read_bytes()).hexdigest() for f in sys.argv[1:]))
PY
}

if [ "$kind" = dev ]; then
    file=requirements-dev.txt
    wanted=$(fingerprint requirements.txt requirements-dev.txt)
else
    file=requirements.txt
    wanted=$(fingerprint requirements.txt)
fi
stamp=.venv/installed-$kind
if [ "$(cat "$stamp" 2>/dev/null || true)" = "$wanted" ]; then
    exit 0
fi

echo "安装依赖（$file），首次需要几分钟 ……"
if ! .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input -r "$file"; then
    echo "安装依赖失败，原因见上。需要能访问 Python 软件源；内网请先用 pip config set global.index-url 指定镜像。" >&2
    exit 1
fi
echo "$wanted" >"$stamp"
if [ "$kind" = dev ]; then
    fingerprint requirements.txt >.venv/installed-run
fi
