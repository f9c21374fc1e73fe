"""Files that came with a form and were not kept: named, for no page can choose them again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest

from indicators.kept_files import content_hash, oversized_files, surplus_files

CHOOSE_AGAIN: Final = "没有保存，页面也不能替您留着：请重新选择。"
MOST_NAMED: Final = 20
FIRST_NAMED: Final = 3
_NOT_SENT: Final = "填的内容已存为草稿，没有提交：请换一份佐证材料，或不附材料，再提交。"
_ONLY_SAVED: Final = "填的内容已保存；这次选的佐证材料没有附上，请换一份再附。"


def tell_of_unkept(
    request: HttpRequest,
    report: Any | None,
    *,
    why: str = CHOOSE_AGAIN,
    told: Sequence[str] = (),
) -> None:
    """Name the files that were sent and are not a report's; `why` ends the sentence.

    A file is known by its content: the same under another name is kept, another under the same
    name is not. `report` is None where there is none, or it is not for the person to see;
    `told` are the messages that named some already.
    """
    files = [each for each in _unkept(request, report) if not any(each.quoted in t for t in told)]
    if files:
        messages.warning(request, f"{_named(files)}{why}")


def _named(files: Sequence[_Unkept]) -> str:
    """Return the names of files; of very many the first few, with their number."""
    if len(files) <= MOST_NAMED:
        return "、".join(map(str, files))
    return f"{'、'.join(map(str, files[:FIRST_NAMED]))}等 {len(files)} 份文件"


def tell_of_refused_files(request: HttpRequest, *, was_to_be_sent: bool) -> None:
    """Say that what was typed is saved although the files that came with it were refused."""
    messages.warning(request, _NOT_SENT if was_to_be_sent else _ONLY_SAVED)


@dataclass(frozen=True)
class _Unkept:
    """A file that was not kept; `is_namesake`: another of its name was."""

    name: str
    is_namesake: bool = False

    @property
    def quoted(self) -> str:
        return f"“{self.name}”"

    def __str__(self) -> str:
        return f"{self.quoted}（与已附的同名材料内容不同）" if self.is_namesake else self.quoted


def _unkept(request: HttpRequest, report: Any | None) -> Iterator[_Unkept]:
    kept = dict(report.evidence.values_list("sha256", "name")) if report and report.pk else {}
    for _, files in request.FILES.lists():
        for each in files:
            if content_hash(each.chunks()) not in kept:
                yield _Unkept(each.name or "文件", each.name in kept.values())
    yield from map(_Unkept, (*oversized_files(request), *surplus_files(request)))
