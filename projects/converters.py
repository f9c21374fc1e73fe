"""How addresses name a period of reporting: 2025, 2025-q3."""

from __future__ import annotations

from projects.periods import Period, period_of


class PeriodConverter:
    """A period in an address."""

    regex = r"[0-9]{4}(?:-q[1-4])?"

    def to_python(self, value: str) -> Period:
        period = period_of(value)
        if period is None:
            raise ValueError(value)
        return period

    def to_url(self, value: Period | int) -> str:
        """Return a period as an address names it; a bare number is a year."""
        return value.key if isinstance(value, Period) else str(value)
