"""A series measured in another way from a day on: a new version, with reason and document."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from indicators.emptiness import says_nothing
from indicators.models import Definition, Series
from indicators.services.editing import save_input
from indicators.services.parts import require_steward
from indicators.workflow import RefusedError
from plans.services import Deed, Subject, record


@dataclass(frozen=True, kw_only=True)
class NewDefinition:
    """How a series is measured from a day on.

    `linking_factor` takes a figure of it to the unversioned definition, None where none is
    known; departments report in it from the figures of `asked_from` on, None for never.
    """

    series: Series
    version: str
    valid_from: date
    text: str
    document: str
    reason: str
    linking_factor: Decimal | None = None
    asked_from: int | None = None


@transaction.atomic
def add_definition(new: NewDefinition, *, user: User, now: datetime) -> Definition:
    """Add a version of how a series is measured and have its verdicts computed anew.

    Raises RefusedError for whoever is neither planner nor admin and without reason or
    document, ValidationError for a version, a day or a first year of reporting that another
    one has already, or a factor that is not positive.
    """
    require_steward(user)
    if says_nothing(new.reason) or says_nothing(new.document):
        raise RefusedError("变更口径须写明理由和依据文件。")
    definition = Definition(
        series=new.series,
        version=new.version,
        valid_from=new.valid_from,
        text=new.text,
        document=new.document,
        reason=new.reason,
        asked_from=new.asked_from,
        linking_factor=new.linking_factor,
    )
    definition.full_clean()
    _save_alone(definition, now=now)
    details = {
        "口径说明": new.text,
        "依据文件": new.document,
        "生效日期": str(new.valid_from),
        "衔接系数": str(new.linking_factor) if new.linking_factor is not None else "无",
        "起报年份": str(new.asked_from or "不要求"),
    }
    deed = Deed(action="add_definition", name="变更口径", reason=new.reason, details=details)
    record(actor=user, subject=_subject(definition), deed=deed, now=now)
    return definition


def _save_alone(definition: Definition, *, now: datetime) -> None:
    """Save a version; one of the same name or day added at this very moment is told."""
    try:
        with transaction.atomic():
            save_input(definition, now=now)
    except IntegrityError:
        raise RefusedError(
            f"“{definition.series}”的口径版本“{definition.version}”，或同一天生效、"
            "同一年起报的另一版本，刚刚已经登记，请刷新后核对。"
        ) from None


def _subject(definition: Definition) -> Subject:
    return Subject(
        kind="definition",
        key=f"{definition.series.code}/{definition.version}",
        name=str(definition),
    )
