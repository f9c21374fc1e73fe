"""The arithmetic of a verdict for 「为什么」: each formula, and again with its numbers put in."""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from indicators.verdicts.display import shown_number, shown_percent
from indicators.verdicts.exact import nth_root
from indicators.verdicts.flows import summed_years
from indicators.verdicts.growth import reference_product
from indicators.verdicts.paths import inner_milestones, is_geometric
from indicators.verdicts.rulings import (
    STATE_LABELS,
    Finding,
    Kind,
    Nature,
    Question,
    RuleSet,
    State,
    Step,
)
from indicators.verdicts.standards import goal_of
from indicators.verdicts.wording import digits_of, needed_rate, own_digits, significant_digits

_Writer = Callable[[Question, int, Finding], Iterator[Step]]
_RUNGS = (State.AHEAD, State.ON_TRACK, State.NEARLY, State.BEHIND)


def steps(question: Question, year: int, finding: Finding, rules: RuleSet) -> tuple[Step, ...]:
    """Return the steps that led to the finding; none where nothing was computed."""
    if finding.value is None:
        return ()
    writers: Mapping[str, _Writer] = {
        Kind.KEEP: _keep,
        Kind.AVERAGE_GROWTH: _average_growth,
        Kind.RELATIVE: _relative,
    }
    worked = writers.get(question.kind, _on_path)(question, year, finding)
    return (*worked, *_ratio(finding, rules), *_rung(question, finding, rules))


def _on_path(question: Question, year: int, finding: Finding) -> Iterator[Step]:
    flow = question.kind == Kind.CUMULATIVE
    if flow:
        yield _sum(question, year, finding)
    yield from _shares(question, year, finding)
    yield _gap(question, finding, "Y" if flow else "a")
    if finding.pace is not None:
        yield _pace(question, year, finding)
    if finding.needed is not None:
        yield _needed(question, year, finding)
    if finding.lead_months is not None:
        yield _lead(question, year, finding)


def _sum(question: Question, year: int, finding: Finding) -> Step:
    years = [each for each in summed_years(question, year) if question.figure(each) is not None]
    terms = " + ".join(_figure(question, question.figure(each)) for each in years)
    sign = "≥" if finding.is_lower_bound else "="
    return Step(
        label="累计",
        formula="Y = Σ 各年数值",
        numbers=f"{terms} {sign} {_figure(question, finding.value)}",
    )


def _shares(question: Question, year: int, finding: Finding) -> Iterator[Step]:
    """Yield elapsed time, share and due share, as far as they exist."""
    elapsed, share, due = question.elapsed(year), finding.share, finding.due_share
    time = Fraction(elapsed, question.length)
    if share is None or due is None:
        return
    yield Step(
        label="时间进度",
        formula="τ = (t − t0) ÷ N",
        numbers=f"({year} − {question.base_year}) ÷ {question.length} = {shown_percent(time)}",
    )
    yield _share(question, finding, share)
    yield from _due(question, year, finding, due)


def _share(question: Question, finding: Finding, share: Fraction) -> Step:
    figure, goal = _figure(question, finding.value), _figure(question, finding.goal)
    bounds = [Fraction(0), Fraction(1), *finding.rungs]
    done = shown_percent(share, digits=2, thresholds=bounds)
    if question.kind == Kind.CUMULATIVE:
        return Step(label="完成进度", formula="p = Y ÷ T", numbers=f"{figure} ÷ {goal} = {done}")
    base = _figure(question, question.base_figure)
    return Step(
        label="完成进度",
        formula="p = (a − b) ÷ (T − b)",
        numbers=f"({figure} − {base}) ÷ ({goal} − {base}) = {done}",
    )


def _due(question: Question, year: int, finding: Finding, due: Fraction) -> Iterator[Step]:
    """Yield how the due value and share come about; on a straight line the share is τ."""
    due_words = shown_percent(due, digits=2)
    if not is_geometric(question) and not inner_milestones(question):
        yield Step(label="应有进度", formula="p* = τ", numbers=due_words)
        return
    start = Fraction(0) if question.kind == Kind.CUMULATIVE else question.base_figure
    goal, base = _figure(question, finding.goal), _figure(question, start)
    value = _figure(question, finding.due_value)
    if is_geometric(question):
        # Two digits more than are shown elsewhere, so that the share below adds up.
        value = _plain(finding.due_value or Fraction(0), digits_of(question) + 2)
        power = f"({question.elapsed(year)} ÷ {question.length})"
        numbers = f"{base} × ({goal} ÷ {base})^{power} = {value}"
        yield Step(label="应达值", formula="m = b × (T ÷ b)^τ", numbers=numbers)
    else:
        yield Step(label="应达值", formula="m：经各年度目标的折线在 t 年的值", numbers=value)
    yield Step(
        label="应有进度",
        formula="p* = (m − b) ÷ (T − b)",
        numbers=f"({value} − {base}) ÷ ({goal} − {base}) = {due_words}",
    )


def _gap(question: Question, finding: Finding, letter: str) -> Step:
    figure, goal = _figure(question, finding.value), _figure(question, finding.goal)
    difference = finding.gap or Fraction(0)
    gap = _plain(difference, _digits(question, difference))
    rising = question.sign > 0
    return Step(
        label="差距",
        formula=f"T − {letter}" if rising else f"{letter} − T",
        numbers=f"{goal} − {figure} = {gap}" if rising else f"{figure} − {goal} = {gap}",
    )


def _pace(question: Question, year: int, finding: Finding) -> Step:
    elapsed, figure = question.elapsed(year), _figure(question, finding.value)
    base, pace = _figure(question, question.base_figure), _change(question, finding.pace)
    if question.kind == Kind.CUMULATIVE:
        formula, numbers = "Y ÷ (t − t0)", f"{figure} ÷ {elapsed} = {pace}"
    elif is_geometric(question):
        formula, numbers = (
            "(a ÷ b)^(1 ÷ (t − t0)) − 1",
            f"({figure} ÷ {base})^(1 ÷ {elapsed}) − 1 = {pace}",
        )
    else:
        formula, numbers = "(a − b) ÷ (t − t0)", f"({figure} − {base}) ÷ {elapsed} = {pace}"
    return Step(label="已有年均速度", formula=formula, numbers=numbers)


def _needed(question: Question, year: int, finding: Finding) -> Step:
    left, figure = question.last_year - year, _figure(question, finding.value)
    goal, needed = _figure(question, finding.goal), _change(question, finding.needed)
    if is_geometric(question):
        formula = "(T ÷ a)^(1 ÷ (t1 − t)) − 1"
        numbers = f"({goal} ÷ {figure})^(1 ÷ {left}) − 1 = {needed}"
    else:
        letter = "Y" if question.kind == Kind.CUMULATIVE else "a"
        formula = f"(T − {letter}) ÷ (t1 − t)"
        numbers = f"({goal} − {figure}) ÷ {left} = {needed}"
    return Step(label="所需年均速度", formula=formula, numbers=numbers)


def _lead(question: Question, year: int, finding: Finding) -> Step:
    elapsed, length = question.elapsed(year), question.length
    lead = _plain(finding.lead_months or Fraction(0), 1)
    if is_geometric(question):
        figure, goal = _figure(question, finding.value), _figure(question, finding.goal)
        base = _figure(question, question.base_figure)
        formula = "12 × (N × ln(a ÷ b) ÷ ln(T ÷ b) − (t − t0))"
        covered = f"ln({figure} ÷ {base}) ÷ ln({goal} ÷ {base})"
    else:
        formula = "12 × (p × N − (t − t0))"
        covered = shown_percent(finding.share or Fraction(0), digits=2)
    numbers = f"12 × ({length} × {covered} − {elapsed}) = {lead}"
    return Step(label="提前（负为落后）月数", formula=formula, numbers=numbers)


def _keep(question: Question, year: int, finding: Finding) -> Iterator[Step]:  # noqa: ARG001
    yield _gap(question, finding, "a")


def _average_growth(question: Question, year: int, finding: Finding) -> Iterator[Step]:
    yield _mean(question, year, finding.value or Fraction(0))
    yield _gap(question, finding, "G")
    if finding.needed is not None:
        elapsed, length = question.elapsed(year), question.length
        bound = finding.goal or Fraction(0)
        goal, mean = _rate(bound), _rate(finding.value or Fraction(0), bound)
        numbers = f"((1 + {goal})^{length} ÷ (1 + {mean})^{elapsed})^(1 ÷ {length - elapsed}) − 1"
        yield Step(
            label="今后所需年均增速",
            formula="((1 + T)^N ÷ Π(1 + g))^(1 ÷ (N − n)) − 1",
            numbers=f"{numbers} = {needed_rate(question, finding.needed)}",
        )


def _relative(question: Question, year: int, finding: Finding) -> Iterator[Step]:
    elapsed = question.elapsed(year)
    yardstick = (nth_root(reference_product(question, year), elapsed) - 1) * 100
    difference, bound = finding.value or Fraction(0), finding.goal or Fraction(0)
    mean = yardstick + difference
    yield _mean(question, year, mean)
    rates = [question.reference.get(each) for each in question.years_to(year)]
    yield _mean_step(
        "参照指标年均增速", [Fraction(rate) for rate in rates if rate is not None], yardstick
    )
    yield Step(
        label="增速差（百分点）",
        formula="D = G − G参照",
        numbers=f"{_plain(mean, 2)} − {_plain(yardstick, 2)} = {_plain(difference, 2)}",
    )
    yield Step(
        label="距界限（百分点）",
        formula="D − 界限",
        numbers=f"{_plain(difference, 2)} − ({_plain(bound, 2)}) = {_plain(difference - bound, 2)}",
    )


def _mean(question: Question, year: int, mean: Fraction) -> Step:
    figures = [question.figure(each) for each in question.years_to(year)]
    return _mean_step("年均增速", [each for each in figures if each is not None], mean)


def _mean_step(label: str, rates: list[Fraction], mean: Fraction) -> Step:
    product = " × ".join(f"(1 + {_rate(each)})" for each in rates)
    return Step(
        label=label,
        formula="G = (Π(1 + g))^(1 ÷ n) − 1",
        numbers=f"({product})^(1 ÷ {len(rates)}) − 1 = {_rate(mean)}",
    )


def _ratio(finding: Finding, rules: RuleSet) -> Iterator[Step]:
    share, due, ratio = finding.share, finding.due_share, finding.ratio
    if share is None or due is None or ratio is None:
        return
    parts = " ÷ ".join(shown_percent(each, digits=2) for each in (share, due))
    numbers = f"{parts} = {_ratio_words(ratio, rules)}"
    yield Step(label="进度比", formula="r = p ÷ p*", numbers=numbers)


def _ratio_words(ratio: Fraction, rules: RuleSet) -> str:
    bounds = (rules.ahead_ratio, rules.on_track_ratio, rules.nearly_ratio)
    return shown_number(ratio, digits=3, thresholds=map(Fraction, bounds))


def _rung(question: Question, finding: Finding, rules: RuleSet) -> Iterator[Step]:
    """Yield the thresholds that decided, where one of the ladder's rungs is the state."""
    if finding.state not in _RUNGS:
        return
    if question.kind in (Kind.AVERAGE_GROWTH, Kind.RELATIVE):
        letter = "差"
        bounds = (rules.ahead_margin, rules.on_track_margin, rules.nearly_margin)
        margin = -(finding.gap or Fraction(0))
        found = "差 = " + shown_number(margin, digits=2, thresholds=map(Fraction, bounds))
    else:
        letter = "r"
        bounds = (rules.ahead_ratio, rules.on_track_ratio, rules.nearly_ratio)
        ratio = finding.ratio
        found = "p* ≤ 0，看是否达到应达值" if ratio is None else f"r = {_ratio_words(ratio, rules)}"
    within_reach = _RUNGS[:2] if question.nature == Nature.BINDING else _RUNGS[:3]
    scale = "；".join(
        f"{letter} ≥ {bound.normalize():f}：{STATE_LABELS[state]}"
        for bound, state in zip(bounds, within_reach, strict=False)
    )
    label = STATE_LABELS[finding.state]
    yield Step(label=f"判定（规则{rules.version}）", formula=scale, numbers=f"{found}，{label}")


def _figure(question: Question, figure: Fraction | None) -> str:
    """Return a figure without its unit, told apart from the target; negative ones in brackets."""
    if figure is None:
        return "—"
    goal = goal_of(question)
    bounds = [] if goal is None else [goal]
    text = shown_number(figure, digits=_digits(question, figure), thresholds=bounds)
    return f"({text})" if figure < 0 else text


def _digits(question: Question, figure: Fraction) -> int:
    """Return the decimals of a figure: what was reported, and its sums, as it was reported."""
    return max(digits_of(question), own_digits(question, figure))


def _change(question: Question, change: Fraction | None) -> str:
    number = change or Fraction(0)
    if is_geometric(question):
        return shown_percent(number, digits=2)
    return _plain(number, significant_digits(number, digits_of(question) + 1))


def _rate(rate: Fraction, *thresholds: Fraction) -> str:
    return shown_number(rate, digits=2, thresholds=thresholds) + "%"


def _plain(number: Fraction, digits: int) -> str:
    return shown_number(number, digits=digits, thresholds=[Fraction(0)])
