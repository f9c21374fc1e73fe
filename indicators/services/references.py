"""Figures no department is asked for: what others are compared with, entered by planners."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import User
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction

from indicators.emptiness import says_nothing
from indicators.models import Observation, Series, Vintage
from indicators.models.series import ENTERED_AS_REFERENCE
from indicators.services.observations import (
    NewObservation,
    Source,
    record_observation,
    withdraw_observation,
)
from indicators.services.on_behalf import OnBehalf
from indicators.workflow import RefusedError
from plans.access import is_planner
from plans.models import Plan
from plans.services import Deed, Subject, record


@dataclass(frozen=True, kw_only=True)
class ReferenceFigure:
    """A year's figure of a series as it was published."""

    series: Series
    year: int
    value_text: str
    vintage: Vintage
    published_on: date
    source_title: str = ""
    source_url: str = ""
    note: str = ""


@transaction.atomic
def enter_references(
    plan: Plan,
    figures: Iterable[ReferenceFigure],
    why: OnBehalf,
    *,
    user: User,
    now: datetime,
) -> list[Observation]:
    """Record figures of reference series, all or none, and have what rests on them recomputed.

    Raises RefusedError for whoever is no planner, without reason or document, and for a figure
    that stands already in that vintage of that day.
    """
    _require_planner(user)
    if says_nothing(why.reason) or says_nothing(why.document):
        raise RefusedError("录入参考数据须写明理由和依据文件。")
    return [_entered(plan, each, why, user=user, now=now) for each in figures]


@transaction.atomic
def withdraw_reference(
    plan: Plan, observation_id: int, *, reason: str, user: User, now: datetime
) -> None:
    """Take back a figure that was entered here; it stays readable in the record.

    Raises RefusedError without a reason, and for what is not there or came another way.
    """
    _require_planner(user)
    if says_nothing(reason):
        raise RefusedError("撤回须写明理由。")
    found = Observation.objects.select_for_update(of=("self",)).select_related("series")
    observation = found.filter(
        pk=observation_id,
        region=plan.region_id,
        withdrawn_at=None,
        sources__dataset=ENTERED_AS_REFERENCE,
    ).first()
    if observation is None or observation.sources.exclude(dataset=ENTERED_AS_REFERENCE).exists():
        raise RefusedError("这个数据不是在这里录入的，或者已被撤回。")
    withdraw_observation(observation, now=now)
    deed = Deed(
        action="withdraw",
        name="撤回参考数据",
        reason=reason,
        details={"数值": observation.value_text, "数据版本": observation.get_vintage_display()},
    )
    record(actor=user, subject=_subject(plan, observation), deed=deed, now=now)


def _entered(
    plan: Plan, figure: ReferenceFigure, why: OnBehalf, *, user: User, now: datetime
) -> Observation:
    observation = _recorded(plan, figure, why, now=now)
    details = {
        "数值": figure.value_text,
        "数据版本": Vintage(figure.vintage).label,
        "公布日期": str(figure.published_on),
        "依据文件": why.document,
        "来源": figure.source_title,
        "来源网址": figure.source_url,
        "说明": figure.note,
    }
    deed = Deed(
        action="enter_reference",
        name="录入参考数据",
        reason=why.reason,
        details={label: text for label, text in details.items() if text},
    )
    record(actor=user, subject=_subject(plan, observation), deed=deed, now=now)
    return observation


def _recorded(plan: Plan, figure: ReferenceFigure, why: OnBehalf, *, now: datetime) -> Observation:
    new = NewObservation(
        series=figure.series,
        region=plan.region,
        year=figure.year,
        value_text=figure.value_text,
        vintage=figure.vintage,
        published_on=figure.published_on,
    )
    note = f"规划人员录入，依据：{why.document}"
    source = Source(
        dataset=ENTERED_AS_REFERENCE,
        title=figure.source_title or why.document,
        url=figure.source_url,
        note="；".join(filter(None, (note, figure.note))),
    )
    try:
        with transaction.atomic():
            return record_observation(new, source=source, now=now)
    except ValidationError as error:
        if set(error.message_dict) != {NON_FIELD_ERRORS}:
            words = "".join(error.messages)
            raise RefusedError(f"“{figure.series}”{figure.year}年：{words}") from error
        raise _stands_already(figure) from None
    except IntegrityError:
        raise _stands_already(figure) from None


def _stands_already(figure: ReferenceFigure) -> RefusedError:
    return RefusedError(
        f"“{figure.series}”{figure.year}年同一版本、同一公布日期的数据已经有了。"
        "如果是修订，请换数据版本或公布日期；如果要改正，请先撤回原来的。"
    )


def _require_planner(user: User) -> None:
    if not is_planner(user):
        raise RefusedError("只有规划人员可以录入参考数据。")


def _subject(plan: Plan, observation: Observation) -> Subject:
    return Subject(
        kind="reference",
        key=f"{observation.series.code}/{observation.year}",
        name=f"{observation.series}（{observation.year}年）",
        plan=plan,
        year=observation.year,
    )
