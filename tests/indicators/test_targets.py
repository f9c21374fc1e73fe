"""Every cell of the two tables and every target of the text is read, all else is refused."""

import doctest
import re
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators import quantities, targets, units
from indicators.targets import (
    Op,
    UnreadableTargetError,
    UnreadableValueError,
    parse_target,
    parse_value,
)

# name, unit, direction, 2015, target, 2020 as printed; what the target and the outcome say.
TABLE_1 = [
    ("全市生产总值", "亿元", "rise", "4465.97", "6000", "6001", (">=", "6000"), "6001"),
    ("人均生产总值", "元", "rise", "100796", "138000", "138000左右", (">=", "138000"), "138000"),
    ("一般公共预算收入", "亿元", "rise", "362.89", "506", "543.5", (">=", "506"), "543.5"),
    ("固定资产投资增速", "%", "rise", "/", "快于经济增长", "6.7", ("relative", None), "6.7"),
    ("社会消费品零售总额", "亿元", "rise", "1621.06", "2400", "2322.5", (">=", "2400"), "2322.5"),
    ("服务业增加值占比", "%", "rise", "45.1", "48", "51", (">=", "48"), "51"),
    ("常住人口城镇化率", "%", "rise", "63.2", "68", "69左右", (">=", "68"), "69"),
    ("高新技术产业占比", "%", "rise", "27.1", "35", "53.7", (">=", "35"), "53.7"),
    ("R&D占比", "%", "rise", "2.27", "2.8", "2.8", (">=", "2.8"), "2.8"),
    ("全社会劳动生产率", "万元/人", "rise", "12.9", "17", "17左右", (">=", "17"), "17"),
    ("万人发明专利", "件/万人", "rise", "9.03", "15", "26.09", (">=", "15"), "26.09"),
    ("人才资源总量", "万人", "rise", "110", "135", "135.7", (">=", "135"), "135.7"),
    ("互联网普及率", "%", "rise", "53", "85", "85以上", (">=", "85"), "85"),
    ("进出口总额", "亿元", "rise", "1854", "2367", "2578.3", (">=", "2367"), "2578.3"),
    ("单位建设用地产出", "万元/亩", "rise", "25.4", "32以上", "32以上", (">=", "32"), "32"),
    ("单位能耗", "%", "fall", "/", "省下达指标", "完成省下达指标", ("assigned", None), True),
    ("非化石能源", "%", "rise", "/", "省下达指标", "完成省下达指标", ("assigned", None), True),
    (
        *("工业用水量", "立方米/万元", "fall", "27.48", "省下达指标", "完成省下达指标"),
        *(("assigned", None), True),
    ),
    ("化学需氧量", "%", "fall", "/", "省下达指标", "完成省下达指标", ("assigned", None), True),
    ("森林覆盖率", "%", "rise", "54", "56", "56左右", (">=", "56"), "56"),
    ("空气优良天数", "%", "rise", "79.5", "85", "90.7", (">=", "85"), "90.7"),
    ("地表水", "%", "rise", "58", "100", "100", (">=", "100"), "100"),
    ("城镇居民收入", "元", "rise", "46747", "68400", "66694", (">=", "68400"), "66694"),
    ("农村居民收入", "元", "rise", "25648", "38500", "38696", (">=", "38500"), "38696"),
    ("收入比", "", "fall", "1.82", "1.78", "1.72", ("<=", "1.78"), "1.72"),
    ("新增就业", "万人", "rise", "[53]", "[50]", "[91.8]", (">=", "50"), "91.8"),
    ("城镇登记失业率", "%", "fall", "2.6", "3", "1.72", ("<=", "3"), "1.72"),
    ("人均预期寿命", "年", "rise", "80.4", "81", "82.2", (">=", "81"), "82.2"),
    ("养老保险", "%", "rise", "/", "95", "98.91", (">=", "95"), "98.91"),
    ("医疗保险", "%", "rise", "/", "99", "99.86", (">=", "99"), "99.86"),
    ("高等教育", "%", "rise", "55.5", "60", "62.6", (">=", "60"), "62.6"),
    ("医师数", "人", "rise", "2.45", "3", "3.36", (">=", "3"), "3.36"),
    ("养老设施", "床/百名老人", "rise", "3.2", "4", "4", (">=", "4"), "4"),
]
# name, unit, direction, 2020, target; what target and base say.
TABLE_2 = [
    ("全市生产总值", "亿元", "rise", "6001", "8500", (">=", "8500"), "6001"),
    ("人均生产总值", "万元", "rise", "11.6左右", "15", (">=", "15"), "11.6"),
    ("一般公共预算收入", "亿元", "rise", "543.5", "750", (">=", "750"), "543.5"),
    ("全社会劳动生产率增速", "%", "rise", "/", "6", (">=", "6"), None),
    ("城镇化率", "%", "rise", "69左右", "75", (">=", "75"), "69"),
    ("R&D占比", "%", "rise", "2.8", "3.3", (">=", "3.3"), "2.8"),
    ("高价值发明专利", "件", "rise", "5.2", "10以上", (">=", "10"), "5.2"),
    ("人才资源总量", "万人", "rise", "135.7", "165", (">=", "165"), "135.7"),
    ("数字经济核心产业", "%", "rise", "3.4", "10以上", (">=", "10"), "3.4"),
    ("货物贸易", "亿元", "rise", "2578.3", "3190", (">=", "3190"), "2578.3"),
    ("社零年均增速", "%", "rise", "/", "8", (">=", "8"), None),
    ("营商环境", "分", "rise", "/", "90以上", (">=", "90"), None),
    ("一网通办率", "%", "rise", "80", "90以上", (">=", "90"), "80"),
    ("文化产业", "%", "rise", "5.8", "7.5", (">=", "7.5"), "5.8"),
    ("旅游业总收入", "亿元", "rise", "1400左右", "2000", (">=", "2000"), "1400"),
    ("单位GDP能耗", "%", "fall", "完成省下达指标", "完成省下达指标", ("assigned", None), True),
    ("地表水", "%", "rise", "100", "100", (">=", "100"), "100"),
    ("空气优良天数", "%", "rise", "90.7", "90以上", (">=", "90"), "90.7"),
    ("PM2.5", "µg/m3", "fall", "28", "30", ("<=", "30"), "28"),
    ("人均公园绿地", "平方米", "rise", "14.6", "16.9", (">=", "16.9"), "14.6"),
    ("居民收入增速", "%", "rise", "/", "与经济增长基本同步", ("relative", None), None),
    ("收入比", "", "fall", "1.72", "<1.7", ("<", "1.7"), "1.72"),
    ("失业率", "%", "fall", "1.72", "<3", ("<", "3"), "1.72"),
    ("高校在校生", "万人", "rise", "11.58", "13.5", (">=", "13.5"), "11.58"),
    ("近视率降低", "%", "rise", "/", "[5]", (">=", "5"), None),
    ("托位数", "个", "rise", "1.29", "3.5", (">=", "3.5"), "1.29"),
    ("医师数", "人", "rise", "3.36", "4.3", (">=", "4.3"), "3.36"),
    ("护理员", "人", "rise", "16", "25", (">=", "25"), "16"),
    ("预期寿命", "岁", "rise", "82.2", "82.5", (">=", "82.5"), "82.2"),
    ("养老保险", "%", "rise", "98.91", "99", (">=", "99"), "98.91"),
    ("体育场地", "平方米", "rise", "2.51", "3", (">=", "3"), "2.51"),
    ("事故死亡率", "人/亿元", "fall", "0.0104", "<0.01", ("<", "0.01"), "0.0104"),
    ("粮食", "亿斤", "rise", "30.6", "30.6", (">=", "30.6"), "30.6"),
    ("综合行政执法", "%", "rise", "7.07", "20", (">=", "20"), "7.07"),
]
IN_TEXT = [
    ("13.1‰以上", "‰", "rise", ">=", "13.1"),
    ("10%以上", "%", "rise", ">=", "10"),
    ("每年保持在10%以上增长", "%", "rise", ">=", "10"),
    ("50%左右", "%", "rise", "approx", "50"),
    ("达到50%左右", "%", "rise", "approx", "50"),
    ("2000亿元以上", "亿元", "rise", ">=", "2000"),
    ("30微克/立方米以内", "µg/m3", "fall", "<=", "30"),
    ("30微克/立方米以内", "微克/立方米", "fall", "<=", "30"),
    ("均保持100%", "%", "rise", ">=", "100"),
    ("降低到1.7以内", "", "fall", "<=", "1.7"),
    ("超过82.5岁", "岁", "rise", ">", "82.5"),
    ("165万人", "万人", "rise", ">=", "165"),
    ("“30强”", "位", "fall", "<=", "30"),
    ("重返全国“30强”", "", "fall", "<=", "30"),
    ("前1%", "%", "fall", "<=", "1"),
    ("前30位", "位", "fall", "<=", "30"),
    ("年均新增就业大学生12万人", "万人", "rise", ">=", "12"),
    ("10万名", "万人", "rise", ">=", "10"),
    ("50名", "名", "rise", ">=", "50"),
    ("100个", "个", "rise", ">=", "100"),
    ("20家以上", "家", "rise", ">=", "20"),
    ("360个左右", "个", "rise", "approx", "360"),
    ("9400亿元左右", "亿元", "rise", "approx", "9400"),
    ("1.5万亿元", "亿元", "rise", ">=", "15000"),
    ("最多80天", "天", "fall", "<=", "80"),
    ("“最多80天”", "天", "fall", "<=", "80"),
    ("3000亿元以上", "亿元", "rise", ">=", "3000"),
    ("超过1.5亿人次", "亿人次", "rise", ">", "1.5"),
    ("超过1.5亿人次", "万人次", "rise", ">", "15000"),
    ("100公里以上", "公里", "rise", ">=", "100"),
    ("稳定在55%以上", "%", "rise", ">=", "55"),
    ("98%以上", "%", "rise", ">=", "98"),
    ("保持在30亿斤以上", "亿斤", "rise", ">=", "30"),
    ("13.5万人", "万人", "rise", ">=", "13.5"),
    ("35000张以上", "张", "rise", ">=", "35000"),
    ("44.5%", "%", "rise", ">=", "44.5"),
    ("每年承办国际A类赛事2项以上", "项", "rise", ">=", "2"),
    ("控制在3050万吨标准煤", "万吨标准煤", "fall", "<=", "3050"),
    ("30公里/小时", "公里/小时", "rise", ">=", "30"),
    ("1.1万个以上", "个", "rise", ">=", "11000"),
    ("1.1万个以上", "万个", "rise", ">=", "1.1"),
    (">60", "", "rise", ">", "60"),
    ("＞６０", "", "rise", ">", "60"),
    ("＜１．７", "", "fall", "<", "1.7"),
    ("≥90", "", "rise", ">=", "90"),
    ("≦3", "", "fall", "<=", "3"),
    ("不低于90", "分", "rise", ">=", "90"),
    ("不超过 3 %", "%", "fall", "<=", "3"),
    ("5以下", "", "fall", "<=", "5"),
    ("低于5", "", "fall", "<", "5"),
    ("控制在5左右", "", "fall", "approx", "5"),
    ("138,000", "元", "rise", ">=", "138000"),
    ("138，000元", "元", "rise", ">=", "138000"),
    ("165万", "万人", "rise", ">=", "165"),
    ("1.72倍", "", "fall", "<=", "1.72"),
    ("-0.5", "%", "rise", ">=", "-0.5"),
    ("−0.5", "%", "rise", ">=", "-0.5"),
    ("1E+3", "个", "rise", ">=", "1000"),
]
REFUSED = [
    ("", "个", "rise", "为空"),
    ("全覆盖", "个", "rise", "全覆盖"),
    ("清零", "个", "fall", "清零"),
    ("五百", "个", "rise", "五百"),
    ("10—20", "个", "rise", "10—20"),
    ("5-8", "个", "rise", "5-8"),
    ("1,23", "个", "rise", "1,23"),
    ("[5", "%", "rise", "[5"),
    ("[5][6]", "%", "rise", "[5][6]"),
    ("30亿元", "%", "rise", "单位“亿元”与指标单位（“%”）不一致"),
    ("5‰", "%", "rise", "单位“‰”"),
    ("1万", "%", "rise", "单位“万”"),
    ("5个", "", "rise", "无单位的数值"),
    ("12万元", "万元/人", "rise", "单位“万元”"),
    ("<1.7", "", "rise", "上限"),
    ("10以上", "", "fall", "下限"),
    ("30强", "位", "rise", "上限"),
    ("倍增", "亿元", "fall", "下限"),
    ("不低于5以下", "", "rise", "互相矛盾"),
    ("增长10%", "%", "rise", "增长"),
    ("力争近100", "", "rise", "近"),
    ("前1%", "个", "fall", "前"),
    ("10abc", None, "rise", "10abc"),
    ("1" * 29, "", "rise", "28位"),
    ("1e-40", "", "rise", "28位"),
    ("未完成省下达指标", "%", "rise", "未完成省下达指标"),
    ("25①", "个", "rise", "25①"),
    ("10²", "个", "rise", "10²"),
    ("⒈5", "个", "rise", "⒈5"),
]


@pytest.mark.parametrize("row", TABLE_1, ids=lambda row: row[0])
def test_the_first_table_is_read(row: tuple[Any, ...]) -> None:
    _, unit, direction, base, text, outcome, (op, number), judged_at = row
    target = parse_target(text, direction=direction, unit=unit)
    assert (target.op, target.value) == (op, None if number is None else Decimal(number))
    assert target.text == text
    value = parse_value(outcome, unit=unit)
    assert (value.assigned_met if judged_at is True else str(value.value)) == judged_at
    assert value.approximate == ("左右" in outcome)
    assert value.at_least == ("以上" in outcome)
    assert value.cumulative == target.cumulative == ("[" in text)
    assert (parse_value(base, unit=unit).value is None) == (base == "/")


@pytest.mark.parametrize("row", TABLE_2, ids=lambda row: row[0])
def test_the_second_table_is_read(row: tuple[Any, ...]) -> None:
    _, unit, direction, base, text, (op, number), judged_at = row
    target = parse_target(text, direction=direction, unit=unit)
    assert (target.op, target.value) == (op, None if number is None else Decimal(number))
    assert target.cumulative == ("[" in text)
    value = parse_value(base, unit=unit)
    expected = judged_at if judged_at in (None, True) else Decimal(judged_at)
    assert (value.assigned_met if judged_at is True else value.value) == expected


@pytest.mark.parametrize(
    ("text", "unit", "direction", "op", "number"), IN_TEXT, ids=lambda part: str(part) or "none"
)
def test_targets_of_the_text_are_read(
    text: str, unit: str, direction: str, op: str, number: str
) -> None:
    target = parse_target(text, direction=direction, unit=unit)
    assert (target.op, str(target.value), target.cumulative) == (op, number, False)


@pytest.mark.parametrize(("text", "unit", "direction", "told"), REFUSED)
def test_other_texts_are_refused_with_what_could_not_be_read(
    text: str, unit: str | None, direction: str, told: str
) -> None:
    with pytest.raises(UnreadableTargetError, match=re.escape(told)):
        parse_target(text, direction=direction, unit=unit)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("[5]", "5"),
        ("［５］", "5"),
        ("【5】", "5"),
        ("[累计达到1000]", "1000"),
        ("累计1000", "1000"),
    ],
)
def test_brackets_and_the_word_mean_a_total_over_the_period(text: str, number: str) -> None:
    target = parse_target(text, direction="rise", unit="%")
    assert (target.value, target.cumulative, target.op) == (Decimal(number), True, Op.AT_LEAST)


@pytest.mark.parametrize("text", ["/", "／", "—", "——", "无"])
def test_nothing_printed_is_no_target(text: str) -> None:
    target = parse_target(text, direction="rise", unit="%")
    assert (target.op, target.value) == (Op.NONE, None)


@pytest.mark.parametrize(("text", "times"), [("倍增", 2), ("实现倍增", 2), ("翻两番", 4)])
def test_doubling_waits_for_its_base(text: str, times: int) -> None:
    target = parse_target(text, direction="rise", unit="亿元")
    assert (target.op, target.value) == (Op.AT_LEAST, None)
    assert target.multiple_of_base == times


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("力争带动全社会固定资产投资1.5万亿元", "15000"),
        ("力争8500亿元", "8500"),
        ("争取超过8500亿元", "8500"),
        ("力争[8500]", "8500"),
    ],
)
def test_striving_is_aspirational(text: str, value: str) -> None:
    target = parse_target(text, direction="rise", unit="亿元")
    assert (target.aspirational, target.value) == (True, Decimal(value))


@pytest.mark.parametrize("text", ["力争30强", "力争完成省下达指标", "力争快于经济增长", "力争倍增"])
def test_striving_is_aspirational_in_words_too(text: str) -> None:
    direction = "fall" if "30" in text else "rise"
    assert parse_target(text, direction=direction, unit="位").aspirational


@pytest.mark.parametrize(
    ("text", "faster"),
    [
        ("与经济增长基本同步", False),
        ("与经济增长同步", False),
        ("居民收入增长和经济增长基本同步", False),
        ("固定资产投资增速与GDP增速基本同步", False),
        ("快于经济增长", True),
        ("高于GDP增速", True),
    ],
)
def test_comparisons_with_growth_are_relative(text: str, faster: bool) -> None:  # noqa: FBT001
    target = parse_target(text, direction="rise", unit="%")
    assert (target.op, target.value, target.faster) == (Op.RELATIVE, None, faster)


@pytest.mark.parametrize(
    ("text", "met"),
    [
        ("完成省下达指标", True),
        ("完成", True),
        ("已完成", True),
        ("未完成", False),
        ("未完成省下达指标", False),
        ("没有完成上级下达的任务", False),
    ],
)
def test_yearly_verdicts_are_values(text: str, met: bool) -> None:  # noqa: FBT001
    value = parse_value(text, unit="%")
    assert (value.assigned_met, value.value) == (met, None)


def test_a_value_keeps_how_it_was_printed() -> None:
    assert parse_value("约5", unit="").approximate
    assert parse_value("超过11万人", unit="万人").at_least
    assert parse_value("<0.01", unit="人/亿元").at_most
    assert not parse_value("5", unit="").at_least


@pytest.mark.parametrize("text", ["", "达标", "力争3", "5亿元", "12x"])
def test_unreadable_values_are_refused(text: str) -> None:
    with pytest.raises(UnreadableValueError, match="数值"):
        parse_value(text, unit="%")


def test_zero_is_a_value_and_nothing_printed_is_none() -> None:
    assert parse_value("0", unit="个").value == 0
    assert parse_value("/", unit="个").value is None


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [("1.1万个以上", "11000", "个"), ("50%左右", "50", "%"), ("8500", "8500", "")],
)
def test_without_a_known_unit_the_printed_one_is_taken(text: str, value: str, unit: str) -> None:
    target = parse_target(text, direction="rise", unit=None)
    assert (str(target.value), target.unit) == (value, unit)


def test_an_unknown_direction_is_an_error() -> None:
    with pytest.raises(ValueError, match="up"):
        parse_target("5", direction="up", unit="")


@pytest.mark.parametrize("module", [targets, units, quantities])
def test_examples_in_the_documentation_hold(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


plain_numbers = st.decimals(-(10**9), 10**9, places=4, allow_nan=False, allow_infinity=False)


@given(number=plain_numbers)
def test_full_width_and_half_width_mean_the_same(number: Decimal) -> None:
    text = f"{number:f}以上"
    wide = text.translate({ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789.-"})
    assert parse_value(wide, unit="").value == parse_value(text, unit="").value == number


@given(number=plain_numbers)
def test_ten_thousand_and_a_hundred_million_are_powers_of_ten(number: Decimal) -> None:
    assert parse_value(f"{number:f}亿元", unit="万元").value == number * 10_000
    assert parse_value(f"{number:f}万元", unit="亿元").value == number / 10_000


@given(text=st.text(alphabet="0159.,+-[]%‰万亿元人年约近力争<>≤以上内左右超过不/", max_size=9))
def test_any_text_is_either_read_or_refused(text: str) -> None:
    with suppress(UnreadableTargetError):
        assert parse_target(text, direction="rise", unit="元").text == text
    with suppress(UnreadableValueError):
        assert parse_value(text, unit="元").text == text
