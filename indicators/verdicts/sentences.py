"""The one plain Chinese sentence of a verdict."""

from collections.abc import Callable, Mapping
from fractions import Fraction

from indicators.targets import Op
from indicators.verdicts.display import shown_number, shown_percent
from indicators.verdicts.paths import inner_milestones, is_geometric
from indicators.verdicts.rulings import Basis, Finding, Kind, Question, State
from indicators.verdicts.wording import (
    amount,
    change_verb,
    difference,
    difference_unit,
    joined,
    needed_rate,
    printed_figure,
    significant_digits,
    span_left,
    span_so_far,
    target_words,
    unit_of,
)

_Writer = Callable[[Question, int, Finding], str]
_ZERO = Fraction(0)
_ONE = Fraction(1)
# Below these a difference is of rounding in the figures, not of the course of things.
_LEAST_MONTHS = Fraction("0.05")
_LEAST_RATIO = Fraction("0.001")


def sentence(question: Question, year: int, finding: Finding) -> str:
    """Return what the finding says, with its figures rounded for reading."""
    if finding.state in _BLOCKED:
        return _blocked(question, finding)
    writers: Mapping[str, _Writer] = {
        Kind.KEEP: _keep,
        Kind.ASSIGNED: _assigned,
        Kind.AVERAGE_GROWTH: _average_growth,
        Kind.RELATIVE: _relative,
    }
    return writers.get(question.kind, _on_path)(question, year, finding)


_BLOCKED = (State.PENDING_TARGET, State.NO_DATA, State.NOT_COMPARABLE)


def _blocked(question: Question, finding: Finding) -> str:
    """Say why nothing can be said, and what is known all the same."""
    reason = finding.reason.rstrip("。")
    if finding.state is State.NOT_COMPARABLE:
        return f"不可比：{reason}。"
    known = ""
    if finding.is_lower_bound and finding.value is not None and finding.share is not None:
        share = shown_percent(finding.share, thresholds=[_ONE])
        known = f"已知各年合计≥{amount(question, finding.value)}，为目标的{share}以上"
    return joined([f"{reason}，暂不评判", known])


def _on_path(question: Question, year: int, finding: Finding) -> str:
    """Say it of `reach` and `cumulative`."""
    writers: Mapping[State, _Writer] = {
        State.MET: _met,
        State.ACHIEVED_EARLY: _met,
        State.MISSED: _missed,
        State.RELAPSED: _relapsed,
        State.NO_BASELINE: _no_baseline,
        State.REGRESSING: _regressing,
    }
    return writers.get(finding.state, _under_way)(question, year, finding)


def _under_way(question: Question, year: int, finding: Finding) -> str:
    if finding.due_share is not None and finding.due_share <= 0:
        due = amount(question, finding.due_value or _ZERO)
        clause = f"{_standing(question, year, finding)}，按年度目标应为{due}"
    else:
        clause = f"{_shares(question, year, finding)}，{_lead(question, finding)}"
    return joined([clause, _needed(question, year, finding)])


def _met(question: Question, year: int, finding: Finding) -> str:
    early = finding.state is State.ACHIEVED_EARLY
    done = f"已提前完成{question.last_year}年目标" if early else "完成目标"
    clause = f"{_standing(question, year, finding)}，{done}{target_words(question)}"
    return clause + _surplus(question, finding) + "。"


def _surplus(question: Question, finding: Finding) -> str:
    gap = finding.gap or _ZERO
    if gap == 0:
        return ""
    word = "优于目标值" if gap < 0 else "在“左右”的容差内，相差"
    return f"，{_over_all_years(question)}{word}{difference(question, gap)}"


def _missed(question: Question, year: int, finding: Finding) -> str:
    clause = f"{_standing(question, year, finding)}，未完成目标{target_words(question)}"
    share = ""
    if finding.share is not None:
        share = f"，完成进度{shown_percent(finding.share, thresholds=[_ZERO, _ONE])}"
    return f"{clause}，{_short_of(question, finding)}{share}。"


def _short_of(question: Question, finding: Finding) -> str:
    gap = finding.gap or _ZERO
    if not gap:
        return "恰在界限上，而目标不含本数"
    return f"{_over_all_years(question)}差{difference(question, gap)}"


def _over_all_years(question: Question) -> str:
    """Return the words that keep the gap of a total apart from a mean shown beside it."""
    return "全期合计" if question.basis == Basis.YEARLY_MEAN else ""


def _relapsed(question: Question, year: int, finding: Finding) -> str:
    earlier = f"{finding.turning_year}年曾达到目标{target_words(question)}"
    clause = f"{earlier}，{_standing(question, year, finding)}，{_short_of(question, finding)}"
    return joined([clause, _needed(question, year, finding)])


def _no_baseline(question: Question, year: int, finding: Finding) -> str:
    clause = f"{finding.reason}，无法计算进度；{_standing(question, year, finding)}"
    short = f"距目标{target_words(question)}{_short_of(question, finding)}"
    return joined([f"{clause}，{short}", _needed(question, year, finding)])


def _regressing(question: Question, year: int, finding: Finding) -> str:
    base, figure = question.base_figure, finding.value or _ZERO
    moved = ""
    if question.kind == Kind.REACH and base is not None:
        change = figure - base
        moved = f"，比基期{amount(question, base)}反而{change_verb(question, change)}"
        moved += difference(question, change)
    clause = f"{_standing(question, year, finding)}{moved}"
    return joined([clause, _shares(question, year, finding), _needed(question, year, finding)])


def _standing(question: Question, year: int, finding: Finding) -> str:
    """Say what was judged: the year's figure, or the sum of the years."""
    figure = finding.value or _ZERO
    if question.kind != Kind.CUMULATIVE:
        words = amount(question, figure, question.base_figure, finding.least)
        return f"{year}年{printed_figure(question.actuals[year], words)}"
    bound = "≥" if finding.is_lower_bound else ""
    if question.basis == Basis.YEARLY_MEAN:
        return f"{_first_years(question, year)}年均{bound}{_mean_amount(question, year, finding)}"
    words = amount(question, figure, finding.least)
    return f"{_first_years(question, year)}累计{bound}{words}"


def _mean_amount(question: Question, year: int, finding: Finding) -> str:
    """Return the mean of the years so far; the thresholds are those of a year as well."""
    bounds = [each / question.length for each in (finding.goal, finding.least) if each is not None]
    mean = (finding.value or _ZERO) / question.elapsed(year)
    return shown_number(mean, digits=2, thresholds=bounds) + unit_of(question)


def _first_years(question: Question, year: int) -> str:
    first = question.base_year + 1
    return f"{year}年" if year == first else f"{first}—{year}年"


def _shares(question: Question, year: int, finding: Finding) -> str:
    """Say how much time has gone, how much is due where that differs, and how much is done."""
    time = Fraction(question.elapsed(year), question.length)
    share, due = finding.share or _ZERO, finding.due_share
    due_words = ""
    if due is not None and due != time:
        due_words = f"应达进度{shown_percent(due)}，"
    bounds = [_ZERO, _ONE, *finding.rungs, *(() if due is None else (due,))]
    done = shown_percent(share, thresholds=bounds)
    bound = "≥" if finding.is_lower_bound else ""
    return f"时间进度{shown_percent(time)}，{due_words}完成进度{bound}{done}"


def _lead(question: Question, finding: Finding) -> str:
    """Say the lead or lag in months, or against the milestones, which have none."""
    lead = finding.lead_months
    if lead is None:
        gap = question.sign * ((finding.value or _ZERO) - (finding.due_value or _ZERO))
        path = "年度目标" if inner_milestones(question) else "应达值"
        due = amount(question, finding.due_value or _ZERO)
        if gap == 0:
            return f"与{path}{due}持平"
        return f"{'优于' if gap > 0 else '差于'}{path}{due}"
    if abs(lead) < _LEAST_MONTHS:
        return "与应有进度持平" if lead == 0 else "与应有进度基本持平"
    months = shown_number(abs(lead), digits=0, thresholds=[_ZERO])
    return f"{'提前' if lead > 0 else '落后'}约{months}个月"


def _needed(question: Question, year: int, finding: Finding) -> str:
    """Say what the years left must bring, held against the years gone by."""
    needed, left = finding.needed, question.last_year - year
    if needed is None:
        return ""
    if needed == 0:
        return "已在界限上，再进一步即完成目标"
    yearly = "" if left == 1 else "年均"
    clause = f"{span_left(question, year)}需{yearly}{_pace_words(question, needed)}"
    return clause + _against_pace(question, year, finding)


def _against_pace(question: Question, year: int, finding: Finding) -> str:
    pace, so_far = finding.pace, span_so_far(question, year)
    if pace is None:
        return ""
    yearly = "" if question.elapsed(year) == 1 else "年均"
    ratio = finding.pace_ratio
    if ratio is None:
        is_still = pace == 0 and question.kind != Kind.CUMULATIVE
        moved = "没有变化" if is_still else yearly + _pace_words(question, pace)
        return f"，而{so_far}{moved}"
    if abs(ratio - 1) < _LEAST_RATIO:
        return f"，与{so_far}{'相同' if ratio == 1 else '基本相同'}"
    times = shown_number(ratio, digits=significant_digits(ratio, 1), thresholds=[_ZERO, _ONE])
    return f"，是{so_far}的{times}倍"


def _pace_words(question: Question, pace: Fraction) -> str:
    if is_geometric(question):
        digits = significant_digits(100 * pace, 1)
        return f"{'增长' if pace > 0 else '下降'}{shown_percent(abs(pace), digits=digits)}"
    if question.kind == Kind.CUMULATIVE:
        digits = significant_digits(pace, 1)
        return f"完成{shown_number(pace, digits=digits)}{difference_unit(question)}"
    return change_verb(question, pace) + difference(question, pace)


def _keep(question: Question, year: int, finding: Finding) -> str:
    gap, goal = finding.gap or _ZERO, target_words(question)
    standing = _standing(question, year, finding)
    if finding.state in (State.BREACHED, State.MISSED):
        return _breached(question, year, finding)
    margin = "恰在界限上" if gap == 0 else f"优于界限{difference(question, gap)}"
    if gap > 0:
        margin = f"在“左右”的容差内，相差{difference(question, gap)}"
    held = "完成目标" if finding.state is State.MET else "保持在目标之内，目标为"
    if question.basis == Basis.EACH_YEAR:
        held = "各年均达到目标" if not finding.missing else "已报各年均达到目标"
    return f"{standing}，{held}{goal}，{margin}。"


def _breached(question: Question, year: int, finding: Finding) -> str:
    verdict = "未完成" if finding.state is State.MISSED else "未达到"
    turning, goal = finding.turning_year, target_words(question)
    standing = _standing(question, year, finding)
    if turning is None:
        return f"{standing}，{verdict}目标{goal}，{_short_of(question, finding)}。"
    figure = amount(question, question.figure(turning) or _ZERO, finding.least)
    broken = f"目标{goal}须每年达到，而{turning}年为{figure}，已未达到"
    return f"{standing}；{broken}。" if turning != year else f"{broken}。"


def _assigned(question: Question, year: int, finding: Finding) -> str:
    done = finding.state in (State.MET, State.HOLDING)
    return f"{year}年{'完成' if done else '未完成'}上级下达指标（{target_words(question)}）。"


def _average_growth(question: Question, year: int, finding: Finding) -> str:
    goal, mean = finding.goal or _ZERO, finding.value or _ZERO
    relation = "等于" if mean == goal else "高于" if mean > goal else "低于"
    words = amount(question, mean, finding.least, *finding.rungs)
    clause = f"{_mean_of(question, year)}{words}，{relation}目标{_rate(goal)}"
    if finding.state in (State.MET, State.MISSED):
        done = "完成" if finding.state is State.MET else "未完成"
        return f"{clause}，{done}目标{target_words(question)}。"
    needed = ""
    if finding.needed is not None:
        word = "" if question.last_year - year == 1 else "年均"
        rate = needed_rate(question, finding.needed)
        needed = f"{span_left(question, year)}{word}增速{_reach_word(question)}{rate}即可完成目标"
    return joined([clause, needed])


def _reach_word(question: Question) -> str:
    """Return how the rate still needed is said: a bound that does not count must be passed."""
    strict = {Op.ABOVE: "高于", Op.BELOW: "低于"}
    return strict.get(question.target.op, "达到" if question.sign > 0 else "不高于")


def _relative(question: Question, year: int, finding: Finding) -> str:
    value, bound = finding.value or _ZERO, finding.goal or _ZERO
    points = _points(value, *finding.rungs)
    side = "持平" if value == 0 else f"{'高' if value > 0 else '低'}{points}"
    clause = f"{_mean_of(question, year)}与参照指标相比{side}"
    limit = "须高于参照指标" if question.target.faster else f"容许低{_points(bound)}"
    done = {State.MET: "，完成目标", State.MISSED: "，未完成目标"}.get(finding.state, "，目标为")
    return f"{clause}{done}{target_words(question)}（{limit}）。"


def _mean_of(question: Question, year: int) -> str:
    so_far = span_so_far(question, year)
    return f"{so_far}增速" if question.elapsed(year) == 1 else f"{so_far}年均增速"


def _rate(rate: Fraction) -> str:
    return shown_number(rate, digits=2) + "%"


def _points(points: Fraction, *rungs: Fraction) -> str:
    """Return the size of a difference of growth; the rungs on its own side of zero count."""
    bounds = [_ZERO, *(abs(each) for each in rungs if each * points > 0)]
    return shown_number(abs(points), digits=2, thresholds=bounds) + "个百分点"
