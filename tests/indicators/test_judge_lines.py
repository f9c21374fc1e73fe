"""The JSON form of questions and verdicts, line by line."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.judge_lines import judged_line, judged_lines

EXAMPLE = {
    "id": "a",
    "kind": "reach",
    "direction": "fall",
    "nature": "binding",
    "path": "linear",
    "start": 2020,
    "end": 2025,
    "base": "28",
    "target": "25",
    "actuals": {"2022": "28.5"},
    "year": 2022,
}
KEYS = (
    *("id", "state", "share", "due_share", "gap", "lead_months"),
    *("pace", "needed", "projected", "reason", "sentence"),
)


def answer(**changes: Any) -> dict[str, Any]:
    """Return the answer to the example with some fields changed."""
    return judged_line(json.dumps({**EXAMPLE, **changes}).encode())


def test_the_documented_example() -> None:
    result = answer()
    assert tuple(result) == KEYS
    assert result["id"] == "a"
    assert (result["state"], result["gap"], result["due_share"]) == ("regressing", "3.5", "0.4")
    assert (result["lead_months"], result["pace"], result["projected"]) == ("-34", "0.25", "29.25")
    assert result["share"].startswith("-0.16666666666")
    assert result["needed"].startswith("-1.1666666666")
    assert result["reason"] is None


def test_growth_is_a_share_on_a_geometric_path_and_percent_elsewhere() -> None:
    reach = answer(
        direction="rise",
        base="100",
        target="121",
        path="geometric",
        actuals={"2021": "105"},
        end=2022,
        year=2021,
    )
    assert reach["pace"] == "0.05"
    rates = {"2021": "9.0", "2022": "4.2", "2023": "7.5"}
    mean = answer(
        kind="average_growth", direction="rise", base=None, target="6.5", actuals=rates, year=None
    )
    assert f"{Decimal(mean['pace']):.2f} {Decimal(mean['needed']):.2f}" == "6.88 5.93"
    assert (mean["share"], mean["lead_months"], mean["projected"]) == (None, None, None)


def test_numbers_are_plain_and_have_their_digits() -> None:
    small = answer(base="0.0000002", target="0.0000001", actuals={"2022": "0.00000017"})
    assert small["gap"] == "0.00000007"
    large = answer(
        direction="rise", base="0", target="3" + "0" * 20, actuals={"2022": "1" + "0" * 20}
    )
    assert large["gap"] == "2" + "0" * 20
    assert large["share"] == "0." + "3" * 34


def test_the_year_is_the_latest_with_an_actual_inside_the_period() -> None:
    actuals = {"2021": "27.4", "2022": "27", "2023": None, "2024": "", "2025": "/", "2030": "x"}
    default = answer(actuals=actuals, year=None)
    assert default == answer(actuals=actuals, year=2022)
    assert default["due_share"] == "0.4"


@pytest.mark.parametrize(
    "same",
    [
        {"base": 28, "target": 25, "actuals": {"2022": 28.5}},
        {"start": "2020", "end": "2025", "year": "2022"},
        {"basis": None, "reference": None, "milestones": {}, "tolerance": "", "nonnegative": False},
        {"nonnegative": "false", "colour": "red", "unit": "微克/立方米", "base": "28微克/立方米"},
    ],
)
def test_numbers_may_be_numbers_and_unknown_keys_are_ignored(same: dict[str, Any]) -> None:
    def figures(result: dict[str, Any]) -> list[Any]:
        return [result[key] for key in KEYS if key != "sentence"]

    assert figures(answer(**same)) == figures(answer())


def test_json_numbers_are_exact() -> None:
    assert answer(kind="keep", target=0.3, actuals={"2022": 0.1})["gap"] == "-0.2"


def test_an_absent_unit_is_taken_from_the_target() -> None:
    around = {"kind": "keep", "direction": "rise", "base": None, "target": "50%左右"}
    assert answer(**around, actuals={"2022": "49.5%"})["state"] == "holding"
    assert answer(**around, actuals={"2022": "49.4"})["state"] == "breached"
    assert "个" in answer(**around, actuals={"2022": "49个"})["error"]


def test_reference_and_milestones_and_tolerance_are_used() -> None:
    relative = answer(
        kind="relative",
        direction=None,
        target="与经济增长基本同步",
        actuals={"2021": "7", "2022": "6"},
        reference={"2020": "/", "2021": "7", "2022": "6.4"},
    )
    assert relative["state"] == "on_track"
    bent = answer(milestones={"2023": "29"}, actuals={"2022": "28.5"})
    assert (bent["state"], bent["lead_months"]) == ("on_track", None)
    around = {"kind": "keep", "target": "25左右", "actuals": {"2022": "26"}}
    assert answer(**around)["state"] == "breached"
    assert answer(**around, tolerance="1")["state"] == "holding"


def test_a_sum_without_a_year_needs_to_be_told_it_cannot_fall() -> None:
    flow = {"kind": "cumulative", "direction": None, "base": None, "target": "[50]"}
    assert answer(**flow, actuals={"2022": "50"})["state"] == "no_data"
    assert answer(**flow, actuals={"2022": "50"}, nonnegative=True)["state"] == "achieved_early"
    bound = answer(**flow, actuals={"2022": "40"}, nonnegative=True)
    assert (bound["state"], bound["share"], bound["lead_months"]) == ("no_data", "0.8", None)
    assert "2021年" in bound["reason"]


@pytest.mark.parametrize(
    ("target", "actuals", "year", "state"),
    [
        ("完成省下达指标", {"2022": "完成"}, None, "holding"),
        ("省下达指标", {"2022": "未完成"}, None, "breached"),
        ("省下达指标", {"2025": "未完成"}, None, "missed"),
        (None, {}, 2021, "pending_target"),
        ("15", {}, 2021, "no_data"),
    ],
)
def test_assigned_ones_take_yearly_verdicts(
    target: str | None, actuals: dict[str, str], year: int | None, state: str
) -> None:
    result = answer(
        kind="assigned", base="完成省下达指标", target=target, actuals=actuals, year=year
    )
    assert result["state"] == state


def test_without_a_target_it_is_pending() -> None:
    result = answer(target=None)
    assert (result["state"], result["reason"]) == ("pending_target", "规划没有给出目标值")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"kind": "composite"}, "合成指标"),
        ({"kind": None}, "kind"),
        ({"kind": "guess"}, "guess"),
        ({"direction": None}, "direction"),
        ({"direction": "up"}, "up"),
        ({"nature": "firm"}, "firm"),
        ({"path": "curved"}, "curved"),
        ({"basis": "each_year"}, "each_year"),
        ({"start": None}, "start"),
        ({"end": "soon"}, "soon"),
        ({"start": True}, "start"),
        ({"end": 2020}, "规划期"),
        ({"year": 2020}, "不在规划期"),
        ({"year": 2026}, "不在规划期"),
        ({"year": None, "actuals": {}}, "没有任何实绩"),
        ({"year": None, "actuals": {"2026": "1"}}, "没有任何实绩"),
        ({"base": "abc"}, "abc"),
        ({"base": "完成"}, "完成"),
        ({"base": ["28"]}, "base"),
        ({"target": "全覆盖"}, "全覆盖"),
        ({"target": "30"}, "keep"),
        ({"target": ">20"}, "下限"),
        ({"actuals": {"2022": "many"}}, "2022年实绩“many”"),
        ({"actuals": {"2022": "完成"}}, "应为数值"),
        ({"actuals": {"22": "1"}}, "22"),
        ({"actuals": ["28.5"]}, "actuals"),
        ({"actuals": {"2022": ">28.5"}}, "2022年实绩“>28.5”只是界限"),
        (
            {"direction": "rise", "target": "30", "actuals": {"2022": "低于30"}},
            "2022年实绩“低于30”只是界限",
        ),
        ({"reference": {"2022": "5以上"}}, "参照值须是确切的数"),
        ({"kind": "assigned", "target": None}, "应为“完成”或“未完成”"),
        ({"milestones": {"2023": "?"}}, "milestones"),
        ({"tolerance": "wide"}, "wide"),
        ({"tolerance": "-1"}, "容差"),
        ({"nonnegative": "maybe"}, "nonnegative"),
    ],
)
def test_a_line_that_cannot_be_judged_says_why(changes: dict[str, Any], told: str) -> None:
    result = answer(**changes)
    assert list(result) == ["id", "error"]
    assert result["id"] == "a"
    assert told in result["error"]


@pytest.mark.parametrize(
    "line",
    [b"", b"\n", b"nonsense", b"[1]", b'"text"', b"\xff\xfe", b"[" * 100_000, b'{"id": 1'],
    ids=["empty", "blank", "nonsense", "list", "text", "bytes", "deep", "cut"],
)
def test_what_is_no_object_is_an_error_without_an_id(line: bytes) -> None:
    result = judged_line(line)
    assert result["id"] is None
    assert "JSON" in result["error"]


@pytest.mark.parametrize("number", [b"NaN", b"Infinity", b"1e999999999", b"1" * 5000, b"1e-70"])
def test_monstrous_numbers_are_errors(number: bytes) -> None:
    line = b'{"id":1,"kind":"keep","direction":"rise","start":2020,"end":2025,"target":%b}' % number
    assert "error" in judged_line(line)


def test_lines_are_answered_in_order_one_by_one() -> None:
    asked: list[int] = []

    def lines() -> Any:
        for number in range(3):
            asked.append(number)
            yield json.dumps({**EXAMPLE, "id": number}).encode() if number != 1 else b"?"

    answers = judged_lines(lines())
    assert json.loads(next(answers))["id"] == 0
    assert asked == [0]
    assert [json.loads(line)["id"] for line in answers] == [None, 2]


@pytest.mark.parametrize("identifier", ["绍兴", "\ud800", 1.5, {"a": [1]}, None, True, 10**40])
def test_ids_come_back_as_they_went_in(identifier: object) -> None:
    line = json.dumps({**EXAMPLE, "id": identifier}).encode()
    returned = next(judged_lines([line]))
    assert json.loads(returned)["id"] == identifier
    returned.encode()


def test_an_id_too_large_for_json_is_text() -> None:
    assert '"id": "1E+400"' in next(judged_lines([b'{"id": 1e400}']))


def test_an_integer_too_long_to_read_loses_no_id() -> None:
    line = json.dumps(EXAMPLE).replace('"28"', "9" * 5000).encode()
    result = judged_line(line)
    assert result["id"] == "a"
    assert "数字超过28位" in result["error"]


texts = st.one_of(
    st.none(),
    st.text(max_size=4),
    st.integers(-3, 2030),
    st.booleans(),
    st.floats(allow_nan=True),
    st.sampled_from(["10以上", "<3", "[5]", "/", "倍增", "完成", "完成省下达指标", "快于经济增长"]),
)
by_year = st.one_of(
    texts, st.dictionaries(st.sampled_from(["2020", "2021", "2022", "2025", "x"]), texts)
)


@given(
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(
                ["reach", "keep", "cumulative", "average_growth", "relative", "assigned"]
            ),
            "direction": st.sampled_from(["rise", "fall", None]),
            "start": st.sampled_from([2020, 2019, "2021"]),
            "end": st.sampled_from([2025, 2021]),
        },
        optional={
            **dict.fromkeys(
                ("base", "target", "tolerance", "unit", "year", "nature", "path"), texts
            ),
            **dict.fromkeys(("actuals", "reference", "milestones"), by_year),
            **dict.fromkeys(("nonnegative", "basis"), texts),
        },
    )
)
def test_any_record_gets_an_answer(record: dict[str, Any]) -> None:
    result = json.loads(next(judged_lines([json.dumps({**record, "id": 7}).encode()])))
    assert result["id"] == 7
    assert ("error" in result) != ("state" in result)


def test_a_bound_behind_which_the_actual_can_only_be_better_is_judged_at_it() -> None:
    low = answer(actuals={"2022": "25以内"})
    assert (low["state"], low["gap"]) == ("achieved_early", "0")
    high = answer(direction="rise", target="30", actuals={"2022": "30以上"})
    assert (high["state"], high["gap"]) == ("achieved_early", "0")
