"""A department's desk: what came back, what is due or overdue, and how far each round is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.utils import timezone

from indicators.models import ReportingRound, Submission
from indicators.openings import extended_until, why_closed
from indicators.rivals import undone_and_unanswered
from indicators.selectors.duties import COVERED, MISSING, Owed, duties
from indicators.workflow import GAVE_WAY, OPEN, Stage
from plans.models import Department, Plan

FEW: Final = 8
"""So many names of figures are shown before the rest is counted."""


@dataclass(frozen=True, kw_only=True)
class ReturnedFigure:
    """A figure a department has to do again, and why.

    Of one whose approval was undone beside a draft, `goes_on_id` is the draft to be sent.
    """

    submission_id: int
    name: str
    year: int
    value_text: str
    unit: str
    vintage_label: str
    reason: str
    returned_at: datetime | None
    department_name: str
    closed: str
    goes_on_id: int | None
    goes_on_text: str


@dataclass(frozen=True, kw_only=True)
class RoundCard:
    """How far a department is in one round; the counts add up to `total`.

    `closed` says why nothing can be entered and whom to ask, "" while it can. `days_left` is
    negative once the round is overdue.
    """

    plan_title: str
    plan_slug: str
    year: int
    department_code: str
    department_name: str
    opens_on: date
    due_on: date
    locks_on: date
    extended_until: datetime | None
    closed: str
    is_coming: bool
    days_left: int
    total: int
    done: int
    under_way: int
    drafts: int
    returned: int
    missing: int
    owed_names: tuple[str, ...]
    owed_more: int

    @property
    def owed(self) -> int:
        """Return how many figures the department still has to send."""
        return self.drafts + self.returned + self.missing

    @property
    def is_overdue(self) -> bool:
        return self.owed > 0 and self.days_left < 0

    @property
    def sent_share(self) -> Decimal:
        """Return the share of figures that are sent or there, 0..1."""
        return Decimal(self.done + self.under_way) / self.total if self.total else Decimal(1)


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What a person finds at `/entry/`, the most urgent first."""

    returned: tuple[ReturnedFigure, ...]
    open_rounds: tuple[RoundCard, ...]
    coming_rounds: tuple[RoundCard, ...]
    closed_rounds: tuple[RoundCard, ...]


def desk(departments: Sequence[Department], *, now: datetime) -> Desk:
    """Return the desk of some departments (four queries, and four for each plan)."""
    rounds = list(
        ReportingRound.objects.select_related("plan")
        .prefetch_related("extensions")
        .order_by("-plan__first_year", "-year")
    )
    cards = list(_cards(departments, rounds, now=now))
    return Desk(
        returned=tuple(_returned(departments, rounds, now=now)),
        open_rounds=tuple(each for each in cards if not each.closed),
        coming_rounds=tuple(each for each in cards if each.closed and each.is_coming),
        closed_rounds=tuple(each for each in cards if each.closed and not each.is_coming),
    )


def round_card(
    round_: ReportingRound, department: Department, own: Iterable[Owed], *, now: datetime
) -> RoundCard:
    """Return how far a department is in a round; `own` is what it is asked for there."""
    asked = list(own)
    counts = Counter(each.standing for each in asked)
    owed = [each.name for each in asked if each.is_owed]
    until = extended_until(round_, department=department, now=now)
    today = timezone.localdate(now)
    return RoundCard(
        plan_title=round_.plan.short_title,
        plan_slug=round_.plan.slug,
        year=round_.year,
        department_code=department.code,
        department_name=department.short_name,
        opens_on=round_.opens_on,
        due_on=round_.due_on,
        locks_on=round_.locks_on,
        extended_until=until if today >= round_.locks_on else None,
        closed=why_closed(round_, department=department, now=now),
        is_coming=today < round_.opens_on,
        days_left=(round_.due_on - today).days,
        total=len(asked),
        done=counts[Stage.APPROVED] + counts[COVERED],
        under_way=sum(counts[stage] for stage in OPEN),
        drafts=counts[Stage.DRAFT],
        returned=counts[Stage.RETURNED],
        missing=counts[MISSING],
        owed_names=tuple(owed[:FEW]),
        owed_more=max(0, len(owed) - FEW),
    )


def _cards(
    departments: Sequence[Department], rounds: Iterable[ReportingRound], *, now: datetime
) -> Iterable[RoundCard]:
    """Yield a card for each round in which a department is asked for anything."""
    by_plan: dict[Plan, list[ReportingRound]] = {}
    for round_ in rounds:
        by_plan.setdefault(round_.plan, []).append(round_)
    for plan, own_rounds in by_plan.items():
        asked = duties(plan, [each.year for each in own_rounds])
        for round_ in own_rounds:
            for department in departments:
                own = [
                    each
                    for each in asked
                    if each.department == department and each.year == round_.year
                ]
                if own:
                    yield round_card(round_, department, own, now=now)


def _returned(
    departments: Sequence[Department], rounds: Iterable[ReportingRound], *, now: datetime
) -> Iterable[ReturnedFigure]:
    by_key = {(each.plan_id, each.year): each for each in rounds}
    """Yield what came back, the latest first, before it what was withdrawn beside a draft."""
    rows = Submission.objects.filter(stage=Stage.RETURNED, department__in=departments)
    rows = rows.exclude(reason__in=GAVE_WAY).select_related("indicator", "department")
    undone = undone_and_unanswered().filter(department__in=departments)
    latest_first = ("-decided_at", "pk")
    for each in (*undone.order_by(*latest_first), *rows.order_by(*latest_first)):
        going = each.replaced_by if each.replaced_by_id else None
        round_ = by_key.get((each.indicator.plan_id, each.year))
        yield ReturnedFigure(
            submission_id=each.pk,
            name=str(each.indicator),
            year=each.year,
            value_text=each.value_text,
            unit=each.indicator.unit,
            vintage_label=each.get_vintage_display(),
            reason=each.reason,
            returned_at=each.decided_at,
            department_name=str(each.department),
            closed=why_closed(round_, department=each.department, now=now) if round_ else "",
            goes_on_id=going.pk if going else None,
            goes_on_text=f"{going.get_stage_display()} {going.value_text}" if going else "",
        )
