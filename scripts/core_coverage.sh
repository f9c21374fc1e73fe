#!/bin/sh
# Fail unless the tests of the pure core take every branch of it.
set -eu
cd "$(dirname "$0")/.."

data=$(mktemp)
trap 'rm -f "$data"' EXIT
.venv/bin/python -m coverage run --data-file="$data" --branch --source=indicators,projects -m pytest -q \
    -p no:cacheprovider tests/indicators/test_targets.py tests/indicators/test_progress.py \
    tests/indicators/test_progress_invariants.py tests/indicators/test_judge_lines.py \
    tests/projects/test_lights.py tests/projects/test_sums.py \
    tests/projects/test_checks.py
.venv/bin/python -m coverage report --data-file="$data" --skip-covered -m --fail-under=100 --include='indicators/progress.py,indicators/targets.py,indicators/quantities.py,indicators/units.py,indicators/judge_lines.py,indicators/verdicts/*,projects/lights.py,projects/light_texts.py,projects/sums.py,projects/checks.py,projects/stages.py,projects/periods.py'
