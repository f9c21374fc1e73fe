#!/bin/sh
# Run every check and every test; arguments go to pytest.
set -eu
cd "$(dirname "$0")/.."

kept='not long'
if [ -n "${TEST_LONG:-}" ]; then
    export HYPOTHESIS_PROFILE=long
    kept=
fi

# mypy uses one core; the tests of the core run on another meanwhile.
said=$(mktemp)
trap 'rm -f "$said"' EXIT
sh scripts/check.sh >"$said" 2>&1 &
checks=0 core=0 tests=0
sh scripts/core_coverage.sh || core=$?
wait $! || checks=$?
cat "$said"
.venv/bin/python -m pytest -n 4 --dist loadfile -m "$kept" "$@" || tests=$?

if [ "$checks$core$tests" != 000 ]; then
    echo "make test failed (checks: $checks, core coverage: $core, pytest: $tests)" >&2
    exit 1
fi
