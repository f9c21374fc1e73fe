"""Files that came with a form and were not kept: named, for no page can choose them again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest

from indicators.kept_files import content_hash, oversized_files

CHOOSE_AGAIN: Final = "没有保存，页面也不能替您留着：请重新选择后再保存。"


def tell_of_unkept(request: HttpRequest, report: Any | None, *, why: str = CHOOSE_AGAIN) -> None:
    """Name the files that were sent and are not a report's; `why` ends the sentence.

    A file is known by its content: the same under another name is kept, another under the same
    name is not. `report` is None where there is none, or it is not for the person to see.
    """
    names = "、".join(_unkept(request, report))
    if names:
        messages.warning(request, f"{names}{why}")


def _unkept(request: HttpRequest, report: Any | None) -> Iterator[str]:
    kept = dict(report.evidence.values_list("sha256", "name")) if report and report.pk else {}
    for each in request.FILES.getlist("files"):
        if content_hash(each.chunks()) not in kept:
            is_namesake = each.name in kept.values()
            yield f"“{each.name}”{'（与已附的同名材料内容不同）' if is_namesake else ''}"
    for name in oversized_files(request):
        yield f"“{name}”"
