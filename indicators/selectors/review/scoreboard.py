"""How departments report: due, reported, on time; who has not, and what stands in a round."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from indicators.formatting import share_text
from indicators.models import Extension, ReportingRound
from indicators.selectors.duties import COVERED, Owed, duties, is_overdue, was_on_time
from indicators.selectors.review.extensions import is_in_force
from indicators.workflow import OPEN, Stage
from plans.models import Department, Plan, RecordEntry

NOBODY: Final = "未指定部门"
SCOREBOARD_HEADER: Final = (
    *("部门", "应报", "已报", "其中已采用", "待审核", "按时", "按时率（%）", "未报", "逾期"),
    *("退回在办", "退回次数", "已有数据"),
)


@dataclass(frozen=True, kw_only=True)
class Score:
    """One department in one round or several: counts of figures; shares are 0..1."""

    department_code: str
    department_name: str
    due: int
    reported: int
    approved: int
    waiting: int
    on_time: int
    owed: int
    overdue: int
    returned: int
    times_returned: int
    covered: int
    missing: tuple[Owed, ...]
    extension: Extension | None

    @property
    def on_time_share(self) -> Decimal | None:
        """Return the share that came in time of what came or should have by now.

        None where nothing has: before the due day, what is still owed is not late.
        """
        decided = self.reported + self.overdue
        return Decimal(self.on_time) / decided if decided else None

    @property
    def on_time_text(self) -> str:
        return share_text(self.on_time_share)


@dataclass(frozen=True, kw_only=True)
class RoundLine:
    """A round in the list of rounds, with what has come in."""

    round: ReportingRound
    standing: str
    due: int
    reported: int
    approved: int
    overdue: int
    extensions: int


def rounds_of(plan: Plan) -> list[ReportingRound]:
    """Return a plan's rounds with their extensions, oldest first (two queries)."""
    return list(plan.reporting_rounds.prefetch_related("extensions__department").order_by("year"))


def round_lines(plan: Plan, *, today: date, now: datetime) -> list[RoundLine]:
    """Return every round of a plan with what has come in (fixed query count)."""
    rounds = rounds_of(plan)
    owed = duties(plan, [each.year for each in rounds])
    return [_line(each, owed, today=today, now=now) for each in rounds]


def round_standing(round_: ReportingRound, *, today: date) -> str:
    """Return where a round stands, in words."""
    if today < round_.opens_on:
        return "未开放"
    if today >= round_.locks_on:
        return "已锁定"
    return "填报中" if today <= round_.due_on else "已过截止日"


def scores(
    plan: Plan, rounds: Sequence[ReportingRound], *, today: date, now: datetime
) -> list[Score]:
    """Return every department that is asked for a figure in some rounds (fixed query count)."""
    years = [each.year for each in rounds]
    returns = times_returned(plan, years, kind="submission")
    return scores_of(duties(plan, years), rounds, returns=returns, today=today, now=now)


def scores_of(
    found: Sequence[Owed],
    rounds: Sequence[ReportingRound],
    *,
    returns: Mapping[int | None, int],
    today: date,
    now: datetime,
) -> list[Score]:
    """Return every department that owes or owed any of what was `found` in some rounds.

    `returns` is how often something came back, by department.
    """
    by_year = {each.year: each for each in rounds}
    departments = {each.department.pk: each.department for each in found if each.department}
    ordered = sorted(departments.values(), key=lambda each: (each.position, each.code))
    groups: list[Department | None] = [*ordered]
    if any(each.department is None for each in found):
        groups.append(None)
    return [
        _score(
            department,
            [each for each in found if each.department == department],
            rounds=by_year,
            times_returned=returns.get(department.pk if department else None, 0),
            today=today,
            now=now,
        )
        for department in groups
    ]


def score_cells(score: Score) -> list[str | int | Decimal | None]:
    """Return a department's line of the exported scoreboard, see SCOREBOARD_HEADER."""
    share = score.on_time_share
    return [
        *(score.department_name, score.due, score.reported, score.approved, score.waiting),
        *(score.on_time, None if share is None else round(share * 100, 1)),
        *(score.owed, score.overdue, score.returned, score.times_returned, score.covered),
    ]


def _line(
    round_: ReportingRound, found: Iterable[Owed], *, today: date, now: datetime
) -> RoundLine:
    own = [each for each in found if each.year == round_.year]
    return RoundLine(
        round=round_,
        standing=round_standing(round_, today=today),
        due=sum(each.standing != COVERED for each in own),
        reported=sum(each.is_reported for each in own),
        approved=sum(each.standing == Stage.APPROVED for each in own),
        overdue=sum(is_overdue(each, round_, today=today) for each in own),
        extensions=sum(is_in_force(each, now=now) for each in round_.extensions.all()),
    )


def _score(
    department: Department | None,
    own: Sequence[Owed],
    *,
    rounds: dict[int, ReportingRound],
    times_returned: int,
    today: date,
    now: datetime,
) -> Score:
    return Score(
        department_code=department.code if department else "",
        department_name=department.name if department else NOBODY,
        due=sum(each.standing != COVERED for each in own),
        reported=sum(each.is_reported for each in own),
        approved=sum(each.standing == Stage.APPROVED for each in own),
        waiting=sum(each.standing in OPEN for each in own),
        on_time=sum(each.is_reported and was_on_time(each, rounds[each.year]) for each in own),
        owed=sum(each.is_owed for each in own),
        overdue=sum(is_overdue(each, rounds[each.year], today=today) for each in own),
        returned=sum(each.standing == Stage.RETURNED for each in own),
        times_returned=times_returned,
        covered=sum(each.standing == COVERED for each in own),
        missing=tuple(each for each in own if each.is_owed),
        extension=_extension(department, rounds.values(), now=now),
    )


def _extension(
    department: Department | None, rounds: Iterable[ReportingRound], *, now: datetime
) -> Extension | None:
    return next(
        (
            each
            for round_ in rounds
            for each in round_.extensions.all()
            if department and each.department_id == department.pk and is_in_force(each, now=now)
        ),
        None,
    )


def times_returned(plan: Plan, years: Iterable[int], *, kind: str) -> dict[int | None, int]:
    """Return how often a kind of report was sent back, by department (one query)."""
    found = RecordEntry.objects.filter(
        plan=plan, year__in=list(years), subject_kind=kind, action="return"
    )
    result: dict[int | None, int] = {}
    for department_id in found.order_by().values_list("department_id", flat=True):
        result[department_id] = result.get(department_id, 0) + 1
    return result
