"""`manage.py judge` as a person or a script calls it."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

MANAGE = Path(__file__).resolve().parents[2] / "manage.py"
OPTIONS = (
    *("--kind", "reach", "--direction", "rise", "--base", "3.4", "--target", "10以上"),
    *("--path", "linear", "--nature", "anticipatory", "--start", "2020", "--end", "2025"),
)
LINE = {
    "id": 1,
    "kind": "reach",
    "direction": "rise",
    "base": "3.4",
    "target": "10以上",
    "path": "linear",
    "start": 2020,
    "end": 2025,
    "actuals": {"2021": "4.1", "2022": "5.0"},
}


def judge(*arguments: str) -> str:
    out = io.StringIO()
    call_command("judge", *arguments, stdout=out)
    return out.getvalue()


def test_a_person_reads_state_sentence_and_formulas() -> None:
    text = judge(*OPTIONS, "2021=4.1", "2022=5.0", "--year", "2021")
    assert text.startswith("2021年：滞后\n时间进度20%，完成进度10.6%，落后约6个月；")
    assert "p = (a − b) ÷ (T − b)：(4.1 − 3.4) ÷ (10 − 3.4) = 10.61%" in text


def test_a_script_reads_what_the_batch_prints() -> None:
    one = json.loads(judge(*OPTIONS, "2021=4.1", "2022=5.0", "--json", "--id", "1"))
    assert one["id"] == "1"
    assert (one["state"], one["gap"], one["pace"]) == ("behind", "5", "0.8")


def test_pairs_may_be_repeated_or_joined() -> None:
    options = ("--kind", "relative", "--target", "快于经济增长", "--start", "2020", "--end", "2025")
    joined = judge(*options, "2021=7.1，2022=6", "--reference", "2021=7,2022=6")
    parted = judge(
        *(*options, "2021=7.1", "2022=6"), "--reference", "2021=7", "--reference", "2022=6"
    )
    assert joined == parted
    assert joined.startswith("2022年：符合预期")


def test_a_comma_inside_a_number_ends_no_pair() -> None:
    answer = json.loads(judge(*OPTIONS, "2021=1,234", "--json"))
    assert answer["gap"] == "-1224"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((*OPTIONS, "2021"), "年份=数值"),
        ((*OPTIONS, "2021=many"), "many"),
        ((*OPTIONS, "2021=4", "2021=5"), "2021年写了两次"),
        ((*OPTIONS, "2026=5"), "没有任何实绩"),
        (("--kind", "composite"), "合成指标"),
    ],
)
def test_what_cannot_be_judged_is_refused_in_chinese(arguments: tuple[str, ...], told: str) -> None:
    with pytest.raises(CommandError, match=told):
        judge(*arguments)


def test_the_batch_answers_line_by_line_and_goes_on_after_a_bad_one() -> None:
    """Each answer is there before the next question is asked: nothing is held back."""
    with subprocess.Popen(
        [sys.executable, str(MANAGE), "judge", "--batch"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdin
        assert process.stdout
        questions = (json.dumps(LINE), "?", json.dumps({**LINE, "id": "绍兴"}, ensure_ascii=False))
        answers = []
        for question in questions:
            process.stdin.write(f"{question}\n".encode())
            process.stdin.flush()
            answers.append(json.loads(process.stdout.readline()))
        process.stdin.close()
        assert process.stdout.read() == b""
    assert process.returncode == 0
    assert [answer["id"] for answer in answers] == [1, None, "绍兴"]
    assert [answer.get("state") for answer in answers] == ["behind", None, "behind"]
