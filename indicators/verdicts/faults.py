"""What no question may ask: contradictions the loader reports and `judge` refuses."""

from collections.abc import Iterator
from fractions import Fraction

from indicators.targets import Direction, Op
from indicators.verdicts.paths import inner_milestones
from indicators.verdicts.rulings import Basis, Kind, Nature, PathShape, Question, UnjudgeableError
from indicators.verdicts.standards import goal_of

# Plans run five years; the limit only keeps hostile input cheap.
LONGEST_PERIOD = 50
_KINDS_OF_BASIS = {
    Basis.EACH_YEAR: (Kind.KEEP,),
    Basis.TOTAL: (Kind.CUMULATIVE,),
    Basis.YEARLY_MEAN: (Kind.CUMULATIVE,),
}
_WORDS = (
    ("kind", Kind, "类型"),
    ("direction", Direction, "方向"),
    ("nature", Nature, "属性"),
    ("basis", Basis, "口径"),
    ("path", PathShape, "路径"),
)


def question_faults(question: Question) -> tuple[str, ...]:
    """Return in Chinese what makes a question unanswerable; empty when it can be judged."""
    unknown = tuple(_unknown_words(question))
    if unknown:
        return unknown
    return (
        *_period_faults(question),
        *_target_faults(question),
        *_goal_faults(question),
        *_rate_faults(question),
    )


def refuse_faults(question: Question, year: int) -> None:
    """Raise UnjudgeableError for a contradictory question or a year outside its period."""
    for fault in question_faults(question):
        raise UnjudgeableError(fault)
    if not question.base_year < year <= question.last_year:
        period = f"{question.base_year + 1}—{question.last_year}年"
        raise UnjudgeableError(f"评估年份{year}不在规划期（{period}）内")


def _unknown_words(question: Question) -> Iterator[str]:
    for name, words, label in _WORDS:
        given = getattr(question, name)
        if given not in list(words):
            known = "、".join(each for each in words if each)
            yield f"{label}（{name}）“{given}”不认识，可用：{known}"
    if question.kind == Kind.COMPOSITE:
        yield "合成指标（composite）没有自己的数值，由分项指标得出"


def _period_faults(question: Question) -> Iterator[str]:
    if not 0 < question.length <= LONGEST_PERIOD:
        yield f"规划期{question.base_year}—{question.last_year}年不成立，须为1至{LONGEST_PERIOD}年"
    if question.tolerance is not None and question.tolerance < 0:
        yield f"容差{question.tolerance}不能为负"


def _target_faults(question: Question) -> Iterator[str]:
    target, kind = question.target, question.kind
    kinds = _KINDS_OF_BASIS.get(Basis(question.basis))
    if kinds is not None and kind not in kinds:
        yield f"口径（basis）“{question.basis}”不能用于类型“{kind}”"
    if kind == Kind.RELATIVE and target.op not in (Op.RELATIVE, Op.NONE):
        yield f"类型“relative”的目标须写作“与…同步”或“快于…”，不能是“{target.text}”"
    if kind != Kind.RELATIVE and target.op is Op.RELATIVE:
        yield f"目标“{target.text}”只能用于类型“relative”，不能用于“{kind}”"
    if kind in (Kind.AVERAGE_GROWTH, Kind.ASSIGNED) and target.multiple_of_base is not None:
        yield f"目标“{target.text}”不能用于类型“{kind}”"
    if question.basis == Basis.YEARLY_MEAN and target.cumulative:
        yield f"目标“{target.text}”是累计数，与年均口径（yearly_mean）矛盾"


def _goal_faults(question: Question) -> Iterator[str]:
    goal = goal_of(question)
    if goal is None:
        return
    if question.kind == Kind.CUMULATIVE and question.sign * goal <= 0:
        yield f"累计目标“{question.target.text}”不在指标的好方向上，无法计算进度"
    if question.kind == Kind.REACH:
        yield from _reach_faults(question, goal)


def _reach_faults(question: Question, goal: Fraction) -> Iterator[str]:
    base = question.base_figure
    if base is not None and question.sign * (goal - base) <= 0:
        printed = question.base.text if question.base else ""
        yield (
            f"目标“{question.target.text}”不优于基期“{printed or base}”，"
            "不能用类型“reach”，请改用“keep”"
        )
    starts_above_zero = base is None or base > 0
    if _grows(question) and not (starts_above_zero and goal > 0):
        yield "等比路径（geometric）要求基期值和目标值都大于零"


def _grows(question: Question) -> bool:
    return question.path == PathShape.GEOMETRIC and not inner_milestones(question)


def _rate_faults(question: Question) -> Iterator[str]:
    """Yield rates below −100 %, of which no mean exists."""
    if question.kind not in (Kind.AVERAGE_GROWTH, Kind.RELATIVE):
        return
    years = question.years_to(question.last_year)
    rates = [question.figure(year) for year in years]
    rates += [Fraction(question.reference[year]) for year in years if year in question.reference]
    goal = goal_of(question)
    if any(rate is not None and rate < -100 for rate in [*rates, goal]):  # noqa: PLR2004 - in %
        yield "增速不能低于-100%"
