"""`manage.py judge`: try out how an indicator would be judged, without a database."""

import json
import re
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from indicators.judge_lines import REFUSALS, judged_lines, question_of, verdict_record
from indicators.progress import STATE_LABELS, Verdict, judge

_WORDS = {
    "id": "原样返回的标识",
    "kind": "类型：reach、keep、cumulative、average_growth、relative、assigned",
    "direction": "方向：rise（越高越好）、fall（越低越好）",
    "nature": "属性：binding（约束性）、anticipatory（预期性，默认）",
    "basis": "口径：end、each_year（keep）；total、yearly_mean（cumulative）",
    "path": "路径（reach）：linear（默认）、geometric",
    "start": "基期年份",
    "end": "规划期末年",
    "unit": "单位",
    "base": "基期值，如 3.4、11.6左右",
    "target": "目标值，如 10以上、<1.7、[5]、与经济增长基本同步",
    "tolerance": "“左右”的容差",
    "year": "评估年份，默认为有实绩的最近一年",
}
# A comma ends a pair only where another begins: 1,234 is one number.
_PAIR_ENDS = re.compile(r"[,，](?!\d{3}(?!\d*\s*=))")
_PAIRS = {
    "reference": "参照指标的增速，如 2021=8.7；可写多次，或用逗号分隔",
    "milestones": "年度目标，如 2023=72.5；可写多次，或用逗号分隔",
}


class Command(BaseCommand):
    """Judges one indicator from the command line, or one a line from standard input."""

    help = "评估一个指标（不需要数据库），或用 --batch 从标准输入逐行读JSON、逐行输出JSON。"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the fields of the JSON form as options, the actuals as arguments."""
        parser.add_argument("actuals", nargs="*", metavar="年份=实绩", help="如 2022=5.0")
        for name, words in _WORDS.items():
            parser.add_argument(f"--{name}", help=words)
        for name, words in _PAIRS.items():
            parser.add_argument(f"--{name}", action="append", default=[], help=words)
        parser.add_argument("--nonnegative", action="store_true", help="各年数值不可能为负")
        parser.add_argument("--json", action="store_true", help="输出JSON")
        parser.add_argument("--batch", action="store_true", help="逐行读JSON、逐行输出JSON")

    def handle(self, *args: object, **options: Any) -> None:  # noqa: ARG002
        """Print the verdict, or the verdicts as they come."""
        if options["batch"]:
            for line in judged_lines(sys.stdin.buffer):
                self.stdout.write(line)
                self.stdout.flush()
            return
        self.stdout.write(_answer(options))


def _answer(options: dict[str, Any]) -> str:
    """Return the verdict the options ask for, as text or as JSON."""
    record = {name: options[name] for name in (*_WORDS, "nonnegative")}
    try:
        for name in ("actuals", *_PAIRS):
            record[name] = _pairs(options[name])
        question, year = question_of(record)
        verdict = judge(question, year=year)
    except REFUSALS as error:
        raise CommandError(str(error)) from error
    if options["json"]:
        return json.dumps(verdict_record(record["id"], verdict), ensure_ascii=False)
    return _as_text(verdict)


def _pairs(texts: Iterable[str]) -> dict[str, str]:
    """Return 2021=4.1 and 2021=8.7,2023=7.8 as texts by year."""
    pairs: dict[str, str] = {}
    for pair in (pair for text in texts for pair in _PAIR_ENDS.split(text)):
        year, equals, value = pair.partition("=")
        if not equals:
            raise CommandError(f"“{pair}”应写作“年份=数值”，如 2022=5.0")
        if year.strip() in pairs:
            raise CommandError(f"{year.strip()}年写了两次")
        pairs[year.strip()] = value
    return pairs


def _as_text(verdict: Verdict) -> str:
    """Return the verdict as a person reads it: state, sentence, and how it was reached."""
    lines = [f"{verdict.year}年：{STATE_LABELS[verdict.state]}", verdict.sentence]
    lines += [f"  {step.label}：{step.formula}：{step.numbers}" for step in verdict.steps]
    return "\n".join(lines)
