"""How each kind of indicator is judged, with an example of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from indicators.examples import Example, kind_examples
from indicators.models import Kind as KindChoice
from indicators.progress import Kind, RuleSet


@dataclass(frozen=True, kw_only=True)
class KindHelp:
    """A way of judging: what it is for, its rule, and an example of it."""

    kind: str
    label: str
    purpose: str
    rule: str
    example: Example


_TEXTS: Final[Mapping[Kind, tuple[str, str]]] = {
    Kind.REACH: (
        "从基期走到目标，末年见分晓，如城镇化率、生产总值。",
        (
            "完成进度 p =（实绩 − 基期）÷（目标 − 基期）；应有进度 p* 由路径给出；"
            "进度比 r = p ÷ p* 定快慢。越升越好和越降越好用同一个公式。末年只看是否达到目标。"
        ),
    ),
    Kind.KEEP: (
        "要一直守住的底线或上限，如空气优良率不低于、失业率控制在。",
        "只看是否在界限之内，不算进度和快慢。一般以末年为准；写明“每年”的，须年年达到，有一年没达到就是未达标。",
    ),
    Kind.CUMULATIVE: (
        "五年加起来要达到的量，如新增、新建、累计。",
        (
            "各年相加得累计 Y，完成进度是 Y ÷ 目标，应有进度是时间进度。报了 0 就是 0；"
            "没有报的年份是缺数，缺了就不能下结论，除非不缺的几年加起来已经够了。"
        ),
    ),
    Kind.AVERAGE_GROWTH: (
        "目标是几年平均的增速。",
        "把各年增速连乘再开方，得到几何平均增速，与目标相比；并算出余下各年平均还需多快。缺一年就评为待报，并写明缺哪年。",
    ),
    Kind.RELATIVE: (
        "与另一个指标比快慢，如居民收入与经济增长基本同步。",
        "两者同样年份的年均增速相减，看差几个百分点。“同步”允许略低，“快于”须高于。任何一方缺年份就是不可比。",
    ),
    Kind.ASSIGNED: (
        "目标由上级下达并考核，如单位 GDP 能耗。",
        (
            "以上级每年的考核结论为准：完成或未完成，须附依据。上级下达了具体数值的，登记为目标调整，"
            "在目标处显示；评判仍看考核结论，没有结论的年份由待下达变为待报。"
        ),
    ),
    Kind.COMPOSITE: (
        "由几个分项组成的一项，如主要污染物排放。",
        "各分项分别评判，合成项取最差的一个。统计项数时只算合成项一次。",
    ),
}


def kind_helps(rules: RuleSet, *, base_year: int) -> list[KindHelp]:
    """Return every way of judging, the commonest first."""
    examples = kind_examples(rules, base_year=base_year)
    return [
        KindHelp(
            kind=kind,
            label=str(KindChoice(kind).label),
            purpose=purpose,
            rule=rule,
            example=examples[kind],
        )
        for kind, (purpose, rule) in _TEXTS.items()
    ]
