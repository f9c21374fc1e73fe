#!/bin/sh
# Run every check and every test; arguments go to pytest.
set -eu
cd "$(dirname "$0")/.."

checks=0
sh scripts/check.sh || checks=$?
tests=0
if [ -n "${TEST_LONG:-}" ]; then
    export HYPOTHESIS_PROFILE=long
    kept=
else
    kept='not long'
fi
.venv/bin/python -m pytest -n 2 --dist loadfile -m "$kept" "$@" || tests=$?

if [ "$checks" != 0 ] || [ "$tests" != 0 ]; then
    echo "make test failed (checks: $checks, pytest: $tests)" >&2
    exit 1
fi
