"""The stored figures that loading has to do with, and which of them a file's figure is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from indicators.models import Observation, ObservationSource
from indicators.targets import Value
from plans.models import Plan
from shaoxing_plan.plan_files.format.errors import RowError
from shaoxing_plan.plan_files.loading.figures import Figure, FigureKey, key_of


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Stored figures by key, each with its sources.

    `datasets` are those being loaded; `files` all that are files, loaded now or not. Sources
    of position 0 were entered by other means whatever they are called.
    """

    by_key: Mapping[FigureKey, Sequence[Observation]]
    datasets: frozenset[str]
    files: frozenset[str]

    @classmethod
    def of(cls, figures: Iterable[Figure], *, datasets: Iterable[str]) -> Standing:
        """Return the stored figures that the files hold or now tell of, locked."""
        loaded = frozenset(datasets)
        keys = [figure.key for figure in figures]
        sources = ObservationSource.objects.filter(dataset__in=loaded, position__gt=0)
        told_of = Q(
            series__in={key[0] for key in keys},
            region__in={key[2] for key in keys},
            year__in={key[3] for key in keys},
        )
        stored = Observation.objects.filter(withdrawn_at=None).filter(
            Q(pk__in=sources.values("observation")) | told_of
        )
        by_key: dict[FigureKey, list[Observation]] = defaultdict(list)
        for each in stored.select_for_update().order_by("pk").prefetch_related("sources"):
            by_key[key_of(each)].append(each)
        slugs = Plan.objects.values_list("slug", flat=True)
        return cls(by_key=by_key, datasets=loaded, files=loaded | frozenset(slugs))

    def __iter__(self) -> Iterator[Observation]:
        for observations in self.by_key.values():
            yield from observations

    def own(self, observation: Observation) -> list[ObservationSource]:
        """Return the sources in the files being loaded, in their order."""
        return [
            each
            for each in observation.sources.all()
            if each.position and each.dataset in self.datasets
        ]

    def others(self, observation: Observation) -> list[ObservationSource]:
        """Return the sources that loading leaves alone."""
        own = {each.pk for each in self.own(observation)}
        return [each for each in observation.sources.all() if each.pk not in own]

    def in_other_files(self, observation: Observation) -> list[ObservationSource]:
        """Return the sources in files that are not being loaded now."""
        others = self.others(observation)
        return [each for each in others if each.position and each.dataset in self.files]

    def is_from_files(self, observation: Observation) -> bool:
        """Return whether a figure was read from files and is held by nothing else."""
        entered = len(self.others(observation)) - len(self.in_other_files(observation))
        return bool(observation.sources.all()) and not entered

    def published_on(self, figure: Figure) -> date | None:
        """Return the earliest day on which any file says a figure was published."""
        days = [line.row.published_on for line in figure.lines]
        read = self._read(figure.key)
        if read is not None:
            days += [each.published_on for each in self.in_other_files(read)]
        return min((each for each in days if each is not None), default=None)

    def target(self, figure: Figure) -> Observation | None:
        """Return the stored figure that a file's is, `None` where it has to be made."""
        for each in (self._on_the_day(figure), self._read(figure.key)):
            if each is not None and is_same_value(each, figure.value):
                return each
        return None

    def contradictions(self, figure: Figure) -> Iterator[RowError]:
        """Yield an error where the database holds the figure with another value, from elsewhere."""
        same_day, read = self._on_the_day(figure), self._read(figure.key)
        rivals = [read] if read is not None and self.in_other_files(read) else []
        if same_day is not None and not self._is_held_by_own_only(same_day):
            rivals.append(same_day)
        for each in dict.fromkeys(rivals):
            if not is_same_value(each, figure.value):
                line = figure.lines[0]
                yield RowError(
                    file=line.file,
                    row=line.row.row,
                    column="value_text",
                    message=self._contradiction(line.row.value_text, each),
                )

    def _contradiction(self, text: str, rival: Observation) -> str:
        named = [each.dataset or each.title for each in self.others(rival)]
        where = f"来自{'、'.join(dict.fromkeys(named))}" if named else "直接录入"
        return (
            f"“{text}”与库中{where}的“{rival.value_text}”不同，而统计指标、口径、地区、年份、"
            "数据版本和公布日期都相同；请改正其一，或写明不同的数据版本"
        )

    def _is_held_by_own_only(self, observation: Observation) -> bool:
        return bool(self.own(observation)) and not self.others(observation)

    def _read(self, key: FigureKey) -> Observation | None:
        """Return the figure of a key that was read from a file, now or before."""
        for each in self.by_key.get(key, ()):
            if self.own(each) or self.in_other_files(each):
                return each
        return None

    def _on_the_day(self, figure: Figure) -> Observation | None:
        """Return the figure of the same key published on the same day: there can be but one."""
        published_on = self.published_on(figure)
        for each in self.by_key.get(figure.key, ()):
            if each.published_on == published_on:
                return each
        return None


def is_same_value(observation: Observation, value: Value) -> bool:
    """Return whether a stored figure says what a text says."""
    return (
        observation.value,
        observation.is_approximate,
        observation.is_at_least,
        observation.is_period_total,
        observation.assigned_met,
    ) == (
        value.value,
        value.approximate,
        value.at_least,
        value.cumulative,
        value.assigned_met,
    )
