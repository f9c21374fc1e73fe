"""Who has to be reminded of what: figures due soon or overdue, figures returned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.contrib.auth.models import User
from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone

from indicators.models import Reminder, ReminderKind, Report, ReportingRound, Submission
from indicators.selectors.duties import Owed, duties
from indicators.workflow import GAVE_WAY, TAKEN_UP, Action, Stage
from plans.models import Membership, MembershipRole, Plan, RecordEntry

DAYS_BEFORE: Final = {
    ReminderKind.DUE_SOON: 14,
    ReminderKind.DUE_VERY_SOON: 3,
    ReminderKind.OVERDUE: -1,
}
GRACE: Final = timedelta(days=1)
"""So much later a reminder still goes out when nothing ran on its own day."""
RETURNED_LATELY: Final = timedelta(days=7)
NAMES_SHOWN: Final = 12


@dataclass(frozen=True, kw_only=True)
class DueSubject:
    """One kind of report a round asks for: its name, what is owed of it, where it is entered."""

    noun: str
    measure: str
    duties: Callable[[Plan, Iterable[int]], Sequence[Owed]]
    entry_path: Callable[[ReportingRound], str]
    sign_path: Callable[[], str]


@dataclass(frozen=True, kw_only=True)
class DueAsk:
    """What a person still has to send and to sign of one kind of report."""

    noun: str
    measure: str
    owed: tuple[str, ...]
    owed_count: int
    to_sign_count: int
    path: str

    @property
    def owed_more(self) -> int:
        """Return how many reports are not named."""
        return self.owed_count - len(self.owed)


@dataclass(frozen=True, kw_only=True)
class DueNote:
    """What of a round a person still has to do, by kind of report."""

    kind: ReminderKind
    round_id: int
    title: str
    due_on: date
    days_left: int
    asks: tuple[DueAsk, ...]


@dataclass(frozen=True, kw_only=True)
class ReturnSubject:
    """One kind of report that is returned: those since a day, newest last, and how to tell of one.

    Each says whether its approval was undone (`is_undone`, see `was_in_force`). `path` leads to
    where a clerk of the department does it again, or else a planner.
    """

    returned_since: Callable[[datetime], Iterable[Any]]
    submission_id: Callable[[Any], int | None]
    report_key: Callable[[Any], str]
    title: Callable[[Any], str]
    path: Callable[[Any, bool], str]


@dataclass(frozen=True, kw_only=True)
class ReturnNote:
    """A report somebody has to do again, and why; `submission_id` where it is a figure."""

    submission_id: int | None
    report_key: str
    title: str
    reason: str
    returned_at: datetime
    path: str

    @property
    def identity(self) -> tuple[int | None, str]:
        return self.submission_id, self.report_key


@dataclass(frozen=True, kw_only=True)
class Digest:
    """All one person is to be told in one mail."""

    user: User
    due: tuple[DueNote, ...] = ()
    returned: tuple[ReturnNote, ...] = ()


def due_digests(*, today: date, subjects: Sequence[DueSubject] | None = None) -> list[Digest]:
    """Return whom to remind today of rounds with something due and not yet reminded of.

    Of figures, unless `subjects` say of what. Four queries, and for each plan with a round in
    question those of its subjects: four for figures.
    """
    subjects = (FIGURES,) if subjects is None else subjects
    rounds = [(each, kind) for each in _rounds(today) if (kind := _kind(each, today)) is not None]
    made = Reminder.objects.filter(round__in=[each.pk for each, _ in rounds])
    sent = {
        (each.user_id, each.kind, each.round_id, each.day)
        for each in made
        if not each.may_be_tried_again
    }
    people = _people() if rounds else {}
    notes: dict[User, list[DueNote]] = defaultdict(list)
    for round_, kind in rounds:
        for user, note in _notes_of_round(round_, kind, people, subjects, today=today):
            if (user.pk, kind, round_.pk, round_.due_on) not in sent:
                notes[user].append(note)
    return [Digest(user=user, due=tuple(each)) for user, each in notes.items()]


def returned_digests(
    *, now: datetime, subjects: Sequence[ReturnSubject] | None = None
) -> list[Digest]:
    """Return whom to tell of reports returned lately they were not told of.

    Of figures, unless `subjects` say of what. Two queries and one for each subject.
    """
    since = now - RETURNED_LATELY
    returned = [
        (subject, report)
        for subject in ((RETURNED_FIGURES,) if subjects is None else subjects)
        for report in subject.returned_since(since)
    ]
    told = {
        (each.user_id, each.submission_id, each.report_key, each.returned_at)
        for each in Reminder.objects.filter(kind=ReminderKind.RETURNED, returned_at__gt=since)
        if not each.may_be_tried_again
    }
    people = _people() if returned else {}
    notes: dict[User, list[ReturnNote]] = defaultdict(list)
    for subject, report in returned:
        for user in _concerned(report, people):
            note = _return_note(subject, report, user, people)
            if (user.pk, *note.identity, report.decided_at) not in told:
                notes[user].append(note)
    return [Digest(user=user, returned=tuple(each)) for user, each in notes.items()]


_People = Mapping[tuple[int, str], list[User]]
"""The people who can be written to, by department and role."""


def _people() -> _People:
    result: dict[tuple[int, str], list[User]] = defaultdict(list)
    members = Membership.objects.filter(user__is_active=True).exclude(user__email="")
    for each in members.select_related("user").order_by("pk"):
        result[each.department_id, each.role].append(each.user)
    return result


def _rounds(today: date) -> Iterable[ReportingRound]:
    days = Q()
    for before in DAYS_BEFORE.values():
        latest = today + timedelta(days=before)
        days |= Q(due_on__range=(latest - GRACE, latest))
    return ReportingRound.objects.filter(days).select_related("plan__region").order_by("due_on")


def _kind(round_: ReportingRound, today: date) -> ReminderKind | None:
    """Return of what a round reminds today, None where it is not open yet or locked already."""
    if not round_.opens_on <= today < round_.locks_on:
        return None
    for kind, before in DAYS_BEFORE.items():
        latest = today + timedelta(days=before)
        if latest - GRACE <= round_.due_on <= latest:
            return kind
    return None


def _notes_of_round(
    round_: ReportingRound,
    kind: ReminderKind,
    people: _People,
    subjects: Sequence[DueSubject],
    *,
    today: date,
) -> Iterator[tuple[User, DueNote]]:
    """Yield each person with something to do in a round, all of it in one note."""
    asks: dict[User, list[DueAsk]] = defaultdict(list)
    for subject in subjects:
        for user, ask in _asks(subject, round_, people):
            asks[user].append(ask)
    for user, own in asks.items():
        yield (
            user,
            DueNote(
                kind=kind,
                round_id=round_.pk,
                title=str(round_),
                due_on=round_.due_on,
                days_left=(round_.due_on - today).days,
                asks=tuple(own),
            ),
        )


def _asks(
    subject: DueSubject, round_: ReportingRound, people: _People
) -> Iterator[tuple[User, DueAsk]]:
    """Yield each person with reports of one kind to send or to sign."""
    owed: dict[User, list[str]] = defaultdict(list)
    to_sign: dict[User, int] = defaultdict(int)
    for duty in subject.duties(round_.plan, [round_.year]):
        if duty.department is None:
            continue
        if duty.is_owed:
            for user in people.get((duty.department.pk, MembershipRole.CLERK), []):
                owed[user].append(duty.name)
        elif duty.standing == Stage.SUBMITTED:
            for user in people.get((duty.department.pk, MembershipRole.SIGNER), []):
                to_sign[user] += 1
    for user in dict.fromkeys((*owed, *to_sign)):
        names = owed.get(user, [])
        yield (
            user,
            DueAsk(
                noun=subject.noun,
                measure=subject.measure,
                owed=tuple(names[:NAMES_SHOWN]),
                owed_count=len(names),
                to_sign_count=to_sign.get(user, 0),
                path=subject.entry_path(round_) if names else subject.sign_path(),
            ),
        )


FIGURES: Final = DueSubject(
    noun="数据",
    measure="个",
    duties=duties,
    entry_path=lambda round_: reverse("entry_grid", args=[round_.plan.slug, round_.year]),
    sign_path=lambda: reverse("entry_sign"),
)
"""What of a round is asked for in figures."""


def was_in_force(kind: str) -> Exists:
    """Return what tells of a returned report that it came back by its approval being undone.

    At once, or once what went on in its stead left for another vintage (`services.undoing`).

    `kind` is how the record calls such reports.
    """
    undone = RecordEntry.objects.filter(
        subject_kind=kind,
        subject_key=Cast(OuterRef("pk"), CharField()),
        action__in=(Action.REVOKE, TAKEN_UP),
        at=OuterRef("decided_at"),
    )
    return Exists(undone)


def _concerned(report: Any, people: _People) -> list[User]:
    """Return whose a returned report is: who sent it, else the clerks of its department.

    What a planner entered was in force in the department's name: it is told as well when that
    is undone.
    """
    clerks = people.get((report.department_id, MembershipRole.CLERK), [])
    author = report.author
    if not report.on_behalf_reason:
        return [author] if author in clerks else clerks
    planner = [author] if author.is_active and author.email else []
    if report.is_undone:
        return list(dict.fromkeys((*planner, *clerks)))
    return planner or clerks


def _return_note(subject: ReturnSubject, report: Report, user: User, people: _People) -> ReturnNote:
    if report.decided_at is None:
        raise ValueError("a returned report was decided on")
    clerks = people.get((report.department_id, MembershipRole.CLERK), [])
    return ReturnNote(
        submission_id=subject.submission_id(report),
        report_key=subject.report_key(report),
        title=subject.title(report),
        reason=report.reason,
        returned_at=timezone.localtime(report.decided_at),
        path=subject.path(report, user in clerks),
    )


def _returned_figures(since: datetime) -> Iterable[Submission]:
    return (
        Submission.everything.filter(stage=Stage.RETURNED, decided_at__gt=since)
        .exclude(reason__in=GAVE_WAY)
        .annotate(is_undone=was_in_force("submission"))
        .select_related("indicator__plan", "author")
        .order_by("decided_at", "pk")
    )


def _figure_title(submission: Any) -> str:
    vintage = submission.get_vintage_display()
    title = f"{submission.indicator}（{submission.year}年{vintage}）：{submission.value_text}"
    notes = (
        (bool(submission.on_behalf_reason), "规划人员代填"),
        (submission.is_undone, "采用已撤销"),
        (submission.replaced_by_id is not None, "由另一份在办的接续"),
    )
    told = "，".join(note for is_so, note in notes if is_so)
    return f"{title}（{told}）" if told else title


def _figure_path(submission: Submission, is_clerk: bool) -> str:  # noqa: FBT001 - by position
    return reverse("entry_figure" if is_clerk else "review_figure", args=[submission.pk])


RETURNED_FIGURES: Final = ReturnSubject(
    returned_since=_returned_figures,
    submission_id=lambda submission: submission.pk,
    report_key=lambda _: "",
    title=_figure_title,
    path=_figure_path,
)
"""Figures that were returned."""
