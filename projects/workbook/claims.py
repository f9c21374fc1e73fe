"""Milestones reached, as one cell says them: a line for each, title and day; pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from indicators.workbook.texts import clean_text, read_date
from projects.due_steps import COLON, PARTS, plain_title


class ClaimError(ValueError):
    """A cell that names no milestone or no day; the message says what to do."""


def claims_text(claims: Mapping[int, date], titles: Mapping[int, str]) -> str:
    """Return milestones with the days they were reached, in the order of `titles`.

    >>> claims_text({2: date(2024, 6, 30)}, {1: "开工", 2: "封顶"})
    '封顶：2024-06-30'
    """
    return "\n".join(
        f"{title}：{claims[pk].isoformat()}" for pk, title in titles.items() if pk in claims
    )


def read_claims(text: str, titles: Mapping[int, str]) -> dict[int, date]:
    """Return the days a cell says milestones were reached, by their key.

    >>> read_claims("开工: 2024年1月5日", {1: "开工"})
    {1: datetime.date(2024, 1, 5)}

    Raises ClaimError.
    """
    keys = {plain_title(title): pk for pk, title in titles.items()}
    found: dict[int, date] = {}
    for line in filter(None, map(str.strip, PARTS.split(clean_text(text)))):
        *words, day_text = COLON.split(line)
        key = keys.get(plain_title("".join(words)))
        if key is None:
            raise ClaimError(f"“{line[:40]}”里没有这个项目未完成的节点；{_known(titles)}")
        day = read_date(day_text)
        if day is None:
            raise ClaimError(f"“{line[:40]}”里的日期读不出，应为例如“节点名称：2024-06-30”")
        if key in found:
            raise ClaimError(f"节点“{titles[key]}”写了不止一次")
        found[key] = day
    return found


def _known(titles: Mapping[int, str]) -> str:
    if not titles:
        return "这个项目没有未完成的节点，请留空"
    return f"节点有：{'、'.join(titles.values())}"
