"""Questions in one line each, for tests of the pure core."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from indicators.progress import Question
from indicators.targets import parse_target, parse_value


def ask(
    kind: str = "reach",
    *,
    base: str | None = None,
    target: str = "/",
    actuals: Mapping[int, str] | None = None,
    direction: str = "rise",
    unit: str = "",
    tolerance: str | None = None,
    reference: Mapping[int, str] | None = None,
    milestones: Mapping[int, str] | None = None,
    **more: Any,
) -> Question:
    """Return a question about 2020–2025 with figures as printed text."""
    return Question(
        kind=kind,
        direction=direction,
        unit=unit,
        **{"base_year": 2020, "last_year": 2025, **more},
        base=None if base is None else parse_value(base, unit=unit),
        target=parse_target(target, direction=direction, unit=unit),
        tolerance=None if tolerance is None else Decimal(tolerance),
        actuals={year: parse_value(text, unit=unit) for year, text in (actuals or {}).items()},
        reference=numbers(reference),
        milestones=numbers(milestones),
    )


def numbers(texts: Mapping[int, str] | None) -> dict[int, Decimal]:
    return {year: Decimal(text) for year, text in (texts or {}).items()}
