#!/bin/sh
# Run every linter, and say at the end which of them found something.
set -u
cd "$(dirname "$0")/.."
export PYTHONPATH=.

failed=
step() {
    name=$1
    shift
    echo "== $name"
    "$@" || failed="$failed $name"
}

python=.venv/bin/python
step ruff "$python" -m ruff check .
step format "$python" -m ruff format --check .
step mypy "$python" -m mypy .
step imports "$python" -c 'import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())'
step templates-format "$python" -m djlint --quiet --check templates
step templates "$python" -m djlint --quiet --lint templates
# No database is needed, only a warning that there is none.
step migrations "$python" -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run

if [ -n "$failed" ]; then
    echo "Failed:$failed" >&2
    exit 1
fi
