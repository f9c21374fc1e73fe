"""What must hold in the end, whatever happened: stored verdicts are the pure core's."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from indicators import services
from indicators.models import Assessment, Indicator, Observation, Submission
from indicators.questions import core_rules, judgements
from indicators.readings import Book
from indicators.services.reporting import FIGURES
from indicators.services.writing import SITTING
from indicators.workflow import Stage
from plans.models import RecordEntry


def is_settled() -> bool:
    return not Assessment.objects.filter(stale_since__isnull=False).exists()


def settle() -> None:
    """Do what the worker does: compute all that is marked."""
    for series_id, region_id in services.stale_work():
        services.assess(series_id=series_id, region_id=region_id, now=timezone.now())


def assert_true_to_core() -> None:
    """Hold every stored verdict against what the pure core says of the stored figures now."""
    assert _stored(Assessment.objects.all()) == _wanted()


def assert_marked_or_true() -> None:
    """Hold every verdict that is not marked for recomputing against the pure core."""
    wanted = _wanted()
    unmarked = _stored(Assessment.objects.filter(stale_since=None))
    assert unmarked == {key: wanted.get(key) for key in unmarked}


def assert_observations_are_the_approved_submissions() -> None:
    """Hold the figures departments reported against the submissions that are approved.

    A day of publication that was typed is the figure's; one that approval set is only there.
    """
    standing = Observation.objects.filter(withdrawn_at=None, sources__dataset="submission")
    approved = Submission.objects.filter(stage=Stage.APPROVED)
    fields = ("series", "region", "year", "vintage", "value_text", "public_day")
    told = approved.annotate(
        series=F("indicator__series"),
        public_day=Coalesce("published_on", "observation__published_on"),
    )
    assert sorted(
        standing.annotate(public_day=F("published_on")).values_list("pk", *fields)
    ) == sorted(told.values_list("observation", *fields))


def assert_record_tells_all() -> None:
    """Hold what each figure says, and ever said, against the lines of the record.

    What a line says was there before is what the line before it left, and what stands now is
    what the last one left; only what one person typed within a sitting may lie between.
    """
    for figure in Submission.objects.select_related("author"):
        lines = RecordEntry.objects.filter(subject_kind="submission", subject_key=str(figure.pk))
        told = [each for each in lines.order_by("at", "pk") if _content(each) is not None]
        assert told[0].action == "create"
        for before, line in pairwise(told):
            said = line.details.get("原")
            if isinstance(said, dict) and said != _content(before):
                assert before.action in ("create", "save"), (before, line)
        last = told[-1]
        if _content(last) != FIGURES.snapshot(figure):
            assert last.actor == figure.author
            assert figure.updated_at - last.at <= SITTING
        assert len(lines.exclude(action="comment")) <= figure.version


def _content(line: RecordEntry) -> Any:
    """Return what a line says a figure said from then on; None where it does not tell."""
    told = (line.details.get("新"), line.details.get("内容"))
    return next((each for each in told if isinstance(each, dict)), None)


def _wanted() -> dict[tuple[Any, ...], tuple[Any, ...]]:
    book = Book(Observation.objects.select_related("definition"))
    today = timezone.localdate()
    rules = core_rules(services.rule_set_in_force(today))
    return {
        (judged.indicator.pk, judged.year, str(judged.standpoint)): (
            str(judged.verdict.state),
            judged.verdict.share and round(judged.verdict.share, 12),
            judged.verdict.sentence,
        )
        for each in Indicator.objects.all()
        for judged in judgements(each, book, rules=rules, today=today)
    }


def _stored(rows: Any) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    return {
        (row.indicator_id, row.year, row.standpoint): (
            row.state,
            row.share and round(row.share, 12),
            row.sentence,
        )
        for row in rows
    }
