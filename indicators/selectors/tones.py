"""The order in which states are shown, and the tone (family of colours) of each; pure."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from indicators.progress import State

COMPUTING: Final = "computing"
"""How an address names a verdict that is still to be computed; its stored state is empty."""

STATE_TONES: Final[Mapping[str, str]] = MappingProxyType(
    {
        State.MET: "done",
        State.ACHIEVED_EARLY: "done",
        State.HOLDING: "good",
        State.AHEAD: "good",
        State.ON_TRACK: "good",
        State.NEARLY: "caution",
        State.BEHIND: "bad",
        State.REGRESSING: "bad",
        State.BREACHED: "bad",
        State.RELAPSED: "bad",
        State.MISSED: "bad",
        State.NOT_COMPARABLE: "neutral",
        State.NO_BASELINE: "neutral",
        State.NO_DATA: "neutral",
        State.PENDING_TARGET: "neutral",
        "": "neutral",
    }
)
"""From best to least known; the order of every legend and every stacked bar."""

STATE_ORDER: Final = tuple(STATE_TONES)

TONES: Final = ("done", "good", "caution", "bad", "neutral")
"""From best to nothing known; in this order the parts of a bar."""

LAGGING: Final = (
    State.MISSED,
    State.BREACHED,
    State.REGRESSING,
    State.BEHIND,
    State.RELAPSED,
)
"""States of the tone bad, the gravest first."""

NEEDS_ATTENTION: Final = (*LAGGING, State.NOT_COMPARABLE)
"""States somebody has to look into, the gravest first."""


def tone_of(state: str) -> str:
    """Return the tone of a state: done, good, caution, bad or neutral."""
    return STATE_TONES.get(state, "neutral")
