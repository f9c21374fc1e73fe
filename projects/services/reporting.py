"""The way of a project's report: one row for a project and period, from draft to approval.

The steps themselves are those of every report (`indicators.services.steps`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from indicators.checks.findings import Level, answers_left
from indicators.formatting import plain_text, reported_share
from indicators.seen import Seen
from indicators.services import steps
from indicators.services.admitting import require_enterable
from indicators.services.handing_over import hand_over
from indicators.services.on_behalf import OnBehalf
from indicators.services.steps import take
from indicators.services.ways import Asked, Way
from indicators.services.writing import rewrite, start
from indicators.workflow import EDITABLE, Action, RefusedError
from plans.models import Department
from plans.services import Subject
from projects.checks import ASKED_ABOUT, Told, findings
from projects.models import FormerReport, MilestoneClaim, Project, ProjectReport, ReportFacts
from projects.not_asked import why_not_asked
from projects.periods import Period
from projects.services.rollups import mark_roll_ups
from projects.stages import BUILD_STAGE_LABELS, BuildStage
from projects.telling import told_alone
from projects.typed import MONEY_DECIMALS


@dataclass(frozen=True, kw_only=True)
class ReportPlace:
    """Where a report belongs: which project, year and quarter (None: the whole year)."""

    project: Project
    year: int
    quarter: int | None = None

    @property
    def period(self) -> Period:
        return Period(year=self.year, quarter=self.quarter)


@dataclass(frozen=True, kw_only=True)
class ReportEntry:
    """What a department writes into the form of a report.

    `physical_share` is 0..1, `invested` in 亿元 since 1 January; None is not reported, zero is
    a value. `claims` are the days milestones were reached, by their keys.
    """

    reached_stage: str = ""
    halt_reason: str = ""
    physical_share: Decimal | None = None
    invested: Decimal | None = None
    progress_text: str = ""
    problem: str = ""
    problem_owner: str = ""
    problem_due_on: date | None = None
    claims: Mapping[int, date] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)


@transaction.atomic
def save_report(
    place: ReportPlace,
    entry: ReportEntry,
    *,
    user: User,
    now: datetime,
    version: int | None,
    on_behalf: OnBehalf | None = None,
) -> ProjectReport:
    """Save what was typed; `version` is the one seen, None for a new report.

    Raises RefusedError when the round is closed or the person may not, ConflictError when the
    report changed meanwhile.
    """
    place = _as_it_is_now(place)
    department = responsible_department(place)
    asked = Asked(
        department=department,
        plan=place.project.plan,
        year=place.year,
        opens_on=place.period.opens_on,
    )
    parts = require_enterable(asked, user=user, now=now, on_behalf=on_behalf)
    current = _current(place)
    if current is not None and current.stage in EDITABLE:
        hand_over(current, department, subject=subject_of(current), user=user, now=now)
        current.save(update_fields=["department"])
    if current is None:
        new = ProjectReport(
            project=place.project, year=place.year, quarter=place.quarter, department=department
        )
        return start(
            REPORTS,
            new,
            entry,
            parts=parts,
            user=user,
            now=now,
            on_behalf=on_behalf,
            rival=lambda: _current(place),
        )
    return rewrite(
        REPORTS,
        current,
        entry,
        parts=parts,
        user=user,
        now=now,
        # A project has one report of a period for ever, whatever becomes of it.
        seen=None if version is None else Seen(report_id=current.pk, version=version),
        on_behalf=on_behalf,
    )


def take_report_step(
    report_id: int,
    action: Action,
    *,
    user: User,
    now: datetime,
    version: int,
    reason: str = "",
) -> ProjectReport:
    """Take back, sign, approve, return or revoke a report; submitting goes by `submit_checked`.

    Raises RefusedError and ConflictError as `steps.take` does.
    """
    if action is Action.SUBMIT:
        raise RefusedError("项目进展须经检查才能提交。")
    return take(REPORTS, report_id, action, user=user, now=now, version=version, reason=reason)


def submit_checked(
    report_id: int,
    *,
    check: Callable[[ProjectReport], None],
    user: User,
    now: datetime,
    version: int,
) -> ProjectReport:
    """Submit a report as it was seen, once `check` has nothing against it.

    There is no other way to submit one; the checks are `projects.submitting`'s. Raises as
    `steps.submit_checked` does.
    """
    return steps.submit_checked(
        REPORTS, report_id, check=check, user=user, now=now, version=version
    )


def responsible_department(place: ReportPlace) -> Department:
    """Return who is asked for a project's report.

    Raises RefusedError when nobody is, or the year is another project's to report.
    """
    project = place.project
    _require_asked(project, place.year)
    if project.department is None:
        raise RefusedError(f"项目“{project}”还没有责任部门，请管理员先指定。")
    return project.department


def _require_asked(project: Project, year: int) -> None:
    """Refuse a year that is reported of the whole of a project, or of what took its place."""
    why = why_not_asked(project, year)
    if why:
        raise RefusedError(why)


def subject_of(report: ProjectReport) -> Subject:
    """Return a report as the record names it."""
    return Subject(
        kind="project_report",
        key=str(report.pk),
        name=f"{report.project}（{report.period.label}）",
        plan=report.project.plan,
        department=report.department,
        year=report.year,
    )


def _as_it_is_now(place: ReportPlace) -> ReportPlace:
    """Return a place with its project read again, which stays as it is until the draft is saved.

    Whoever gives it to another department, merges or splits it waits, or is waited for.
    """
    rows = Project.objects.filter(pk=place.project.pk)
    _hold(rows)
    project = rows.select_related("plan", "department", "split_from__split_from").first()
    if project is None:
        raise RefusedError(f"项目“{place.project}”已被删除。")
    return replace(place, project=project)


def _hold(projects: QuerySet[Project]) -> None:
    """Have projects stay as they are until the transaction ends; always before their reports."""
    list(projects.select_for_update(of=("self",), no_key=True).values_list("pk"))


def _hold_project(report_id: int) -> None:
    _hold(Project.objects.filter(reports=report_id).order_by())


def _current(place: ReportPlace) -> ProjectReport | None:
    found = _reports().select_for_update(of=("self",))
    return found.filter(project=place.project, year=place.year, quarter=place.quarter).first()


def _reports() -> QuerySet[ProjectReport]:
    project = ("project__plan", "project__department", "project__split_from__split_from")
    return ProjectReport.objects.select_related(*project, "department", "author")


def _asked(report: ProjectReport) -> Asked:
    return Asked(
        department=report.department,
        plan=report.project.plan,
        year=report.year,
        opens_on=report.period.opens_on,
    )


_PLAIN: Final = tuple(each.name for each in fields(ReportEntry) if each.name != "claims")


def _says(report: ProjectReport, entry: ReportEntry) -> bool:
    is_same = all(getattr(report, name) == getattr(entry, name) for name in _PLAIN)
    return is_same and _claims(report) == dict(entry.claims)


def _claims(report: ProjectReport) -> dict[int, date]:
    return dict(report.claims.values_list("milestone_id", "reached_on"))


def _write(report: ProjectReport, entry: ReportEntry) -> None:
    entry = with_answers_left(entry, report)
    for name in _PLAIN:
        setattr(report, name, getattr(entry, name))


def with_answers_left(entry: ReportEntry, stored: ProjectReport | ReportEntry) -> ReportEntry:
    """Return what was typed without the answers that were given to something else."""

    def is_same(code: str) -> bool:
        name = ASKED_ABOUT.get(code, "")
        return not name or getattr(entry, name) == getattr(stored, name)

    return replace(
        entry, answers=answers_left(entry.answers, before=stored.answers, is_same=is_same)
    )


def _attach(report: ProjectReport, entry: ReportEntry) -> None:
    report.claims.all().delete()
    MilestoneClaim.objects.bulk_create(
        MilestoneClaim(report=report, milestone_id=pk, reached_on=day)
        for pk, day in entry.claims.items()
    )


def _snapshot(report: ProjectReport) -> dict[str, Any]:
    """Return what a report says, for people to read in the record."""
    told = {label: text for label, tell in _TOLD.items() if (text := tell(report))}
    return {**told, **({"提示的答复": report.answers} if report.answers else {})}


def _stage_text(report: ProjectReport) -> str:
    return BUILD_STAGE_LABELS[BuildStage(report.reached_stage)] if report.reached_stage else ""


def _money_text(report: ProjectReport) -> str:
    text = plain_text(report.invested, MONEY_DECIMALS)
    return f"{text}亿元" if text else ""


def _claims_text(report: ProjectReport) -> str:
    rows = report.claims.select_related("milestone")
    return "；".join(f"{each.milestone.title}：{each.reached_on}" for each in rows)


_TOLD: Final[Mapping[str, Callable[[ProjectReport], str]]] = {
    "到达阶段": _stage_text,
    "停缓建原因": lambda report: report.halt_reason,
    "形象进度": lambda report: reported_share(report.physical_share),
    "本年累计完成投资": _money_text,
    "节点": _claims_text,
    "进展情况": lambda report: report.progress_text,
    "存在问题": lambda report: report.problem,
    "问题责任人": lambda report: report.problem_owner,
    "解决期限": lambda report: str(report.problem_due_on or ""),
}


def _submit(report: ProjectReport, user: User, now: datetime) -> None:
    """Refuse what is wrong by itself; questions are for who submits (`projects.submitting`)."""
    _require_asked(report.project, report.year)
    wrong = [each.message for each in findings(_told(report)) if each.level == Level.ERROR]
    if wrong:
        raise RefusedError("；".join(each.rstrip("。") for each in wrong))
    report.author = user
    report.submitted_at = now


def _told(report: ProjectReport) -> Told:
    rows = report.claims.values_list("milestone__title", "reached_on")
    return told_alone(report, dict(rows))


def _sign(report: ProjectReport, _user: User, now: datetime) -> None:
    report.signed_at = now


def _approve(report: ProjectReport, _user: User, now: datetime) -> None:
    _require_asked(report.project, report.year)
    report.decided_at = now
    mark_roll_ups(report.project.plan, now=now)


def _revoke(report: ProjectReport, _user: User, now: datetime) -> None:
    """Keep what was said until now, for those who look back.

    Of a year that others report for by now nobody sends it again: it holds no milestone either.
    """
    facts = {each.name: getattr(report, each.name) for each in ReportFacts._meta.fields}
    claims = report.claims.values_list("milestone__title", "reached_on")
    former = FormerReport.objects.create(
        project=report.project,
        decided_at=report.decided_at or now,
        revoked_at=now,
        claims={title: day.isoformat() for title, day in claims},
        **facts,
    )
    former.evidence.set(report.evidence.all())
    if not report.is_still_asked_for:
        report.claims.all().delete()
    report.decided_at = now
    report.signed_at = None
    mark_roll_ups(report.project.plan, now=now)


def _return(report: ProjectReport, _user: User, now: datetime) -> None:
    report.decided_at = now
    report.signed_at = None


REPORTS: Way[ProjectReport, ReportEntry] = Way(
    reports=_reports,
    hold=_hold_project,
    subject=subject_of,
    asked=_asked,
    present=lambda report: report.project.department,
    says=_says,
    write=_write,
    attach=_attach,
    snapshot=_snapshot,
    effects={
        Action.SUBMIT: _submit,
        Action.SIGN: _sign,
        Action.APPROVE: _approve,
        Action.RETURN: _return,
        Action.REVOKE: _revoke,
    },
)
