"""What must hold in the end, whatever happened: stored verdicts are the pure core's."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.utils import timezone

from indicators import services
from indicators.models import Assessment, Indicator, Observation, Submission
from indicators.questions import core_rules, judgements
from indicators.readings import Book
from indicators.workflow import Stage


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
    """Hold the figures departments reported against the submissions that are approved."""
    standing = Observation.objects.filter(withdrawn_at=None, sources__dataset="submission")
    approved = Submission.objects.filter(stage=Stage.APPROVED)
    fields = ("series", "region", "year", "vintage", "value_text", "published_on")
    assert sorted(standing.values_list("pk", *fields)) == sorted(
        approved.annotate(series=F("indicator__series")).values_list("observation", *fields)
    )


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
