"""One project as every page shows it: what the plan says of it, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse

from indicators.formatting import plain_text, reported_share, share_text
from plans.selectors import SectionPath
from projects.lights import LIGHT_LABELS, Light, LightVerdict
from projects.models import ProjectField
from projects.periods import Period
from projects.stages import BUILD_STAGE_LABELS, BuildStage, JudgedBy
from projects.tenure import Tenure
from projects.typed import MONEY_DECIMALS

FIELD_LABELS = {value: str(label) for value, label in ProjectField.choices}
UNREPORTED = "none"
"""How an address names projects of which no report was ever approved."""
UNREPORTED_LABEL = "未报过"


@dataclass(frozen=True, kw_only=True, slots=True)
class Promise:
    """What the plan's verb asks of a project by the end of the plan."""

    phrase: str
    expected_stage: BuildStage
    judged_by: JudgedBy
    reason: str = ""

    @property
    def expected_label(self) -> str:
        return BUILD_STAGE_LABELS[self.expected_stage]


@dataclass(frozen=True, kw_only=True, slots=True)
class ApprovedReport:
    """What an approved report says of the end of its period; None is not reported."""

    period: Period
    stage: BuildStage
    halt_reason: str
    physical_share: Decimal | None
    invested: Decimal | None
    problem: str
    problem_owner: str
    problem_due_on: date | None


@dataclass(frozen=True, kw_only=True, slots=True)
class MilestoneRow:
    """A step of a project; `reached_on` as an approved report claims it."""

    title: str
    due_on: date
    due_share: Decimal
    reached_on: date | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """A light and the report it was reached on, None where there is none."""

    verdict: LightVerdict
    report: ApprovedReport | None
    at: date

    @property
    def period_label(self) -> str:
        return self.report.period.label if self.report else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ProjectRow:
    """One project; what the plan does not say is "" or None, shares are 0..1, money is 亿元.

    `now` is the light asked for, `last` the one before where nothing was reported for it.
    `invested` is the sum of its own years up to then, of each its latest period.
    """

    project_id: int
    code: str
    name: str
    field: str
    promise: Promise
    path: SectionPath
    item_id: int | None
    item_title: str
    department_code: str
    department_name: str
    departments_confirmed: bool
    partners_text: str
    regions: tuple[tuple[str, str], ...]
    start: date | None
    end: date | None
    first_day: date
    last_day: date
    total_investment: Decimal | None
    quote: str
    milestones: tuple[MilestoneRow, ...]
    indicator_ids: tuple[int, ...]
    now: Judged
    last: Judged | None
    invested: Decimal | None
    invested_in_year: Decimal | None
    tenure: Tenure

    # ---- what the plan says ----

    @property
    def url(self) -> str:
        return reverse("project_detail", args=[self.code])

    @property
    def field_label(self) -> str:
        return FIELD_LABELS[self.field]

    @property
    def promised_stage(self) -> str:
        return self.promise.phrase

    @property
    def section_code(self) -> str:
        return self.path.code

    @property
    def section_label(self) -> str:
        return self.path.label

    @property
    def section_codes(self) -> frozenset[str]:
        return self.path.codes

    @property
    def region_codes(self) -> frozenset[str]:
        return frozenset(code for code, _ in self.regions)

    @property
    def regions_text(self) -> str:
        return "、".join(name for _, name in self.regions)

    @property
    def bounds(self) -> tuple[date, date]:
        """Return begin and end; the plan's own where it names none for the project."""
        return self.start or self.first_day, self.end or self.last_day

    @property
    def period_text(self) -> str:
        if self.start is None and self.end is None:
            return ""
        start = str(self.start.year) if self.start else ""
        end = str(self.end.year) if self.end else ""
        return f"{start}—{end}"

    @property
    def investment_text(self) -> str:
        return money_text(self.total_investment)

    # ---- how it stands ----

    @property
    def light(self) -> Light:
        return self.now.verdict.light

    @property
    def light_key(self) -> str:
        """Return what the components of states know the light by."""
        return light_key(self.light)

    @property
    def light_label(self) -> str:
        return LIGHT_LABELS[self.light]

    @property
    def sentence(self) -> str:
        return self.now.verdict.sentence

    @property
    def known(self) -> ApprovedReport | None:
        """Return the report that says last how the project stands, for whatever period."""
        return self.now.report or (self.last.report if self.last else None)

    @property
    def stage(self) -> str:
        """Return the stage last known, `UNREPORTED` where none is."""
        return self.known.stage.value if self.known else UNREPORTED

    @property
    def stage_label(self) -> str:
        return BUILD_STAGE_LABELS[self.known.stage] if self.known else UNREPORTED_LABEL

    @property
    def known_label(self) -> str:
        """Return of which period the stage last known is."""
        return self.known.period.label if self.known else ""

    @property
    def last_key(self) -> str:
        return light_key(self.last.verdict.light) if self.last else ""

    @property
    def last_label(self) -> str:
        return LIGHT_LABELS[self.last.verdict.light] if self.last else ""

    @property
    def last_done(self) -> Decimal | None:
        """Return how much was done by the report before, where the one asked for is missing."""
        return self.last.verdict.done_share if self.last else None

    @property
    def last_done_text(self) -> str:
        return reported_share(self.last_done)

    @property
    def done_share(self) -> Decimal | None:
        return self.now.verdict.done_share

    @property
    def due_share(self) -> Decimal | None:
        return self.now.verdict.due_share

    @property
    def behind_points(self) -> Decimal | None:
        return self.now.verdict.behind_points

    @property
    def done_text(self) -> str:
        told = self.now.verdict.printed
        return told.done if told else reported_share(self.done_share)

    @property
    def due_text(self) -> str:
        told = self.now.verdict.printed
        return told.due if told else share_text(self.due_share)

    @property
    def behind_text(self) -> str:
        """Return the distance to what is due in words: 落后5点, 超前3点, 持平."""
        told, points = self.now.verdict.printed, self.behind_points
        if told is None or points is None:
            return ""
        if points == 0:
            return "持平"
        return f"{'落后' if points > 0 else '超前'}{told.points}点"

    @property
    def share_label(self) -> str:
        """Return due and done in words, for those who do not see the bar."""
        due = f"应完成{self.due_text}，" if self.due_text else ""
        done = f"已完成{self.done_text}" if self.done_text else "形象进度未报"
        return due + done

    @property
    def invested_text(self) -> str:
        return plain_text(self.invested, MONEY_DECIMALS)

    @property
    def total_text(self) -> str:
        return plain_text(self.total_investment, MONEY_DECIMALS)

    @property
    def problem(self) -> str:
        return self.known.problem if self.known else ""


def light_key(light: Light) -> str:
    """Return what style sheets and the sprite of shapes know a light by."""
    return f"light-{light.value}"


def money_text(value: Decimal | None) -> str:
    """Return money as exact as it can be reported; "" for None."""
    text = plain_text(value, MONEY_DECIMALS)
    return f"{text} 亿元" if text else ""
