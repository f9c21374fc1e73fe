"""People at work as processes of their own, many at once: `python -m tests.crowd`.

Its one argument says in JSON who does what with which indicators; it writes how often each deed
was done and refused. Clerks draft and submit every figure they are given, whoever else
does the same; planners approve whatever waits until as many are approved as they are told.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from typing import Any

import django

THREADS = 4


@dataclass(frozen=True, kw_only=True)
class Work:
    """What one process does: `deed` is report or approve."""

    deed: str
    user: int
    year: int
    indicators: tuple[int, ...]
    seed: int

    def as_json(self) -> str:
        return json.dumps(asdict(self))


def main() -> None:
    django.setup()
    work = Work(**json.loads(sys.argv[1]))
    deed = {"report": _report_all, "approve": _approve_all}[work.deed]
    json.dump(deed(work), sys.stdout)


def _report_all(work: Work) -> dict[str, int]:
    picked = list(work.indicators)
    random.Random(work.seed).shuffle(picked)  # noqa: S311 - an order, not a secret
    return _in_threads(picked, lambda pk: _report(pk, work))


def _report(indicator_id: int, work: Work) -> list[str]:
    from django.contrib.auth.models import User
    from django.utils import timezone

    from indicators.models import Indicator, Vintage
    from indicators.services.entries import Entry, Place
    from indicators.services.reporting import save_draft
    from indicators.workflow import Action
    from tests.steps import take_step

    user = User.objects.get(pk=work.user)
    indicator = Indicator.objects.select_related("plan", "department").get(pk=indicator_id)
    place = Place(indicator=indicator, year=work.year, vintage=Vintage.PRELIMINARY)
    entry = Entry(value_text="34", source_title="快报")
    done: list[str] = []
    draft = _tried(
        lambda: save_draft(place, entry, user=user, now=timezone.now(), seen=None), "draft", done
    )
    if draft is not None:
        _tried(
            lambda: take_step(
                draft.pk, Action.SUBMIT, user=user, now=timezone.now(), version=draft.version
            ),
            "submit",
            done,
        )
    return done


def _approve_all(work: Work) -> dict[str, int]:
    """Approve what waits, every figure in a thread, until all are approved."""
    from django.contrib.auth.models import User

    from indicators.models import Submission

    user, seed = User.objects.get(pk=work.user), random.Random(work.seed)  # noqa: S311 - an order
    total: Counter[str] = Counter()
    own = Submission.objects.filter(indicator__in=work.indicators, year=work.year)
    while own.filter(stage="approved").count() < len(work.indicators):
        waiting = list(own.filter(stage="submitted").values_list("pk", "version"))
        seed.shuffle(waiting)
        total.update(_in_threads(waiting, lambda pair: _approve(pair, user)))
    return total


def _approve(pair: tuple[int, int], user: Any) -> list[str]:
    from django.utils import timezone

    from indicators.services.reviewing import Ticket, approve_many

    ticket = Ticket(report_id=pair[0], version=pair[1])
    outcomes = approve_many([ticket], user=user, now=timezone.now())
    return ["approve refused" if each.refusal else "approve" for each in outcomes]


def _tried(deed: Callable[[], Any], name: str, done: list[str]) -> Any:
    from indicators.services.ways import ConflictError
    from indicators.workflow import RefusedError

    try:
        result = deed()
    except (ConflictError, RefusedError):
        done.append(f"{name} refused")
        return None
    done.append(name)
    return result


def _in_threads(things: Iterable[Any], deed: Callable[[Any], list[str]]) -> dict[str, int]:
    """Return how often each thing happened, done in threads that each have a connection."""
    from django.db import connection

    def own_connection(thing: Any) -> list[str]:
        try:
            return deed(thing)
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        return dict(Counter(each for done in pool.map(own_connection, things) for each in done))


if __name__ == "__main__":
    main()
