#!/bin/sh
# Run every check and every test; arguments go to pytest.
set -eu
cd "$(dirname "$0")/.."

[ -z "${TEST_LONG:-}" ] || export HYPOTHESIS_PROFILE=long

checks=0
sh scripts/check.sh || checks=$?
core=0
sh scripts/core_coverage.sh || core=$?
tests=0
if [ -n "${TEST_LONG:-}" ]; then
    export HYPOTHESIS_PROFILE=long
    kept=
else
    kept='not long'
fi
.venv/bin/python -m pytest -n 4 --dist loadfile -m "$kept" "$@" || tests=$?

if [ "$checks$core$tests" != 000 ]; then
    echo "make test failed (checks: $checks, core coverage: $core, pytest: $tests)" >&2
    exit 1
fi
