"""What each state means, with its test under a rule set and an example of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from indicators.examples import Example, state_examples
from indicators.formatting import plain_text
from indicators.progress import STATE_LABELS, RuleSet, State
from indicators.selectors.tones import STATE_ORDER

_DIGITS: Final = 4


@dataclass(frozen=True, kw_only=True)
class StateHelp:
    """A state with what it means, when it is reached, what to do, and an example of it.

    `example` is None where the rules in force leave no room for the state.
    """

    state: str
    label: str
    meaning: str
    test: str
    step: str
    example: Example | None


_MEANINGS: Final[Mapping[State, tuple[str, str]]] = {
    State.MET: (
        "规划末年，实绩达到目标。",
        "保存好佐证材料，供总结评估使用。",
    ),
    State.ACHIEVED_EARLY: (
        "末年之前就达到了末年的目标。只用于到期达到类和累计类；要求一直守住的指标不会“提前完成”。",
        "继续保持：以后年份回落会显示“完成后回落”。",
    ),
    State.HOLDING: (
        "要求一直守住的底线或上限，这一年守住了；或上级考核这一年为完成。",
        "继续保持到末年。",
    ),
    State.AHEAD: ("走得比路径快。", "照此下去可以完成。"),
    State.ON_TRACK: ("与路径大致同步。", "照此下去可以完成。"),
    State.NEARLY: (
        "比路径慢一些，但差得不多。约束性指标没有这一档，直接算滞后。",
        "看“以后所需速度”，找出要加快多少。",
    ),
    State.BEHIND: (
        "明显慢于路径。",
        "责任部门填报时须说明原因、措施和完成时限。",
    ),
    State.REGRESSING: (
        "比基期还退了：完成进度小于零。",
        "先弄清是真的退步，还是口径变了；填报时须说明原因、措施和完成时限。",
    ),
    State.BREACHED: (
        "要求守住的底线或上限，这一年没守住；要求“每年”达到的，有一年没达到以后就一直是未达标。",
        "填报时须说明原因、措施和完成时限。",
    ),
    State.RELAPSED: ("曾经达到目标，这一年又掉了下来。", "说明回落的原因。"),
    State.MISSED: ("规划末年，实绩没有达到目标。", "写入总结评估，说明差多少、为什么。"),
    State.NOT_COMPARABLE: (
        (
            "实绩与基期、目标的口径不同，又没有衔接系数；或者参照指标缺年份。"
            "硬比会得出错误的结论，所以只说明原因。"
        ),
        "统计部门给出衔接系数，或按新口径另定目标。",
    ),
    State.NO_BASELINE: (
        "规划没有给基期值，算不出进度，只知道离目标还差多少。",
        "如规划文本别处写过基期值，可由管理员补录并注明出处。",
    ),
    State.NO_DATA: (
        "这一年没有经审核的实绩。没有上报不等于零；没到填报期的显示“未到填报期”。",
        "数据提供部门在填报期内报送。",
    ),
    State.PENDING_TARGET: (
        "目标由上级下达，还没有下达；或者目标按基期的倍数定，而基期未知。",
        "下达后由发改部门在“目标调整”登记文号和数值。",
    ),
}


def state_helps(rules: RuleSet, *, base_year: int) -> list[StateHelp]:
    """Return every state, best first, in the order of all legends."""
    examples = state_examples(rules, base_year=base_year)
    return [
        StateHelp(
            state=state,
            label=STATE_LABELS[State(state)],
            meaning=_MEANINGS[State(state)][0],
            test=_TESTS[State(state)](rules) if State(state) in _TESTS else "",
            step=_MEANINGS[State(state)][1],
            example=examples[State(state)],
        )
        for state in STATE_ORDER
        if state
    ]


def _ahead(rules: RuleSet) -> str:
    ratio, margin = _shown(rules, "ahead_ratio", "ahead_margin")
    return f"进度比 r ≥ {ratio}；增速类：比目标好 {margin} 个百分点及以上"


def _on_track(rules: RuleSet) -> str:
    low, high = _shown(rules, "on_track_ratio", "ahead_ratio")
    bottom, top = _shown(rules, "on_track_margin", "ahead_margin")
    return f"{low} ≤ r < {high}；增速类：与目标之差不低于 {bottom}、不到 {top} 个百分点"


def _nearly(rules: RuleSet) -> str:
    low, high = _shown(rules, "nearly_ratio", "on_track_ratio")
    bottom, top = _shown(rules, "nearly_margin", "on_track_margin")
    return f"{low} ≤ r < {high}；增速类：与目标之差不低于 {bottom}、低于 {top} 个百分点"


def _behind(rules: RuleSet) -> str:
    ratio, margin, binding = _shown(rules, "nearly_ratio", "nearly_margin", "on_track_ratio")
    return f"r < {ratio}（约束性指标 r < {binding}）；增速类：与目标之差低于 {margin} 个百分点"


_TESTS: Final[Mapping[State, Callable[[RuleSet], str]]] = {
    State.AHEAD: _ahead,
    State.ON_TRACK: _on_track,
    State.NEARLY: _nearly,
    State.BEHIND: _behind,
}


def _shown(rules: RuleSet, *names: str) -> list[str]:
    return [plain_text(getattr(rules, name), _DIGITS).replace("-", "−") for name in names]
