"""Writes the previewed changes of an uploaded workbook of figures as drafts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User

from indicators.models import Indicator, Submission, Upload, Vintage
from indicators.seen import UNKNOWN, Seen, read_known, read_seen
from indicators.services.entries import Entry, Place
from indicators.services.on_behalf import OnBehalf
from indicators.services.reporting import save_draft
from indicators.services.ways import ConflictError
from indicators.workbook.rows import basis_mark
from indicators.workflow import RefusedError, Stage


def write_figures(
    upload: Upload, changes: list[dict[str, Any]], user: User, now: datetime
) -> list[dict[str, Any]]:
    """Write each change as a draft; return what is in the way, nothing where all went well."""
    indicators = _indicators(changes)
    return [
        fault
        for change in changes
        if (fault := _fault_of_writing(upload, change, indicators, user=user, now=now))
    ]


def _indicators(changes: Iterable[dict[str, Any]]) -> dict[int, Indicator]:
    ids = {change["indicator"] for change in changes}
    related = ("plan__region", "definition", "series", "department", "data_department")
    return (
        Indicator.objects.select_related(*related)
        .prefetch_related("series__definitions")
        .in_bulk(ids)
    )


def _fault_of_writing(
    upload: Upload,
    change: dict[str, Any],
    indicators: dict[int, Indicator],
    *,
    user: User,
    now: datetime,
) -> dict[str, Any] | None:
    """Write one draft; return what is in the way, None where nothing was."""
    indicator, text = indicators.get(change["indicator"]), change["texts"]["value_text"]
    if indicator is None:
        return fault_of(change, "这个指标已被删除。", text=text)
    if change.get("basis_mark", "") != basis_mark(indicator.basis_asked(change["year"])):
        message = "预览之后口径已变更，请重新下载填报表，按现在的口径核对后再填。"
        return fault_of(change, message, text=text)
    place = Place(indicator=indicator, year=change["year"], vintage=Vintage(change["vintage"]))
    try:
        save_draft(
            place,
            _entry(place, change["texts"]),
            user=user,
            now=now,
            seen=seen_in(change),
            approved_seen=_known_in(change),
            on_behalf=on_behalf_of(upload),
        )
    except (ConflictError, RefusedError) as error:
        return fault_of(change, str(error), text=text)
    return None


def _entry(place: Place, texts: dict[str, str]) -> Entry:
    """Return what a draft would say; the answers to warnings given on the page are kept."""
    standing = (
        Submission.objects.filter(
            indicator=place.indicator,
            region=place.indicator.plan.region_id,
            year=place.year,
            vintage=place.vintage,
        )
        .exclude(stage=Stage.APPROVED)
        .first()
    )
    return Entry(
        value_text=texts["value_text"],
        source_title=texts["source_title"],
        source_url=texts["source_url"],
        published_on=written_day(texts["published_on"]),
        note=texts["note"],
        cause=texts["cause"],
        measure=texts["measure"],
        measure_by=written_day(texts["measure_by"]),
        answers=standing.answers if standing else {},
    )


def seen_in(change: dict[str, Any]) -> Seen | None:
    """Return what a previewed change would be written into; of an older preview nobody can tell."""
    return read_seen(change.get("seen", str(UNKNOWN)))


def _known_in(change: dict[str, Any]) -> frozenset[Seen]:
    """Return the approved figures a preview knew of; an older one named keys, which say nothing."""
    known = change.get("known", "")
    return read_known(known) if isinstance(known, str) else frozenset()


def written_day(text: str) -> date | None:
    """Return the day a previewed text is, None for an empty one."""
    return date.fromisoformat(text) if text else None


def on_behalf_of(upload: Upload) -> OnBehalf | None:
    """Return why and from what a planner sent a file for a department, None for its own."""
    if not upload.on_behalf_reason:
        return None
    return OnBehalf(reason=upload.on_behalf_reason, document=upload.on_behalf_document)


def fault_of(change: dict[str, Any], message: str, *, text: str = "") -> dict[str, Any]:
    """Return what is in the way of a change, as the preview lists faults."""
    return {
        "sheet": change["sheet"],
        "row": change["row"],
        "column": "",
        "header": change["name"],
        "text": text,
        "message": message,
    }
