"""Every way a file can be wrong is told with file, row and column; no database is needed."""

from __future__ import annotations

import codecs
import random
from collections.abc import Callable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shaoxing_plan.plan_files.checking.checks import content_errors
from shaoxing_plan.plan_files.format.contents import FileTree, read_contents
from shaoxing_plan.plan_files.format.errors import RowError
from tests.plan_folders import (
    shipped_tree,
    small_tree,
    with_cell,
    with_file,
    with_row,
    with_text,
    without,
    without_row,
)

Place = tuple[str, int | None, str]
INDICATORS = "test-14/indicators.csv"
PLAN = "test-14/plan.yaml"
PUBLIC = "observations/public.csv"
OBSERVED = "test-14/observations.csv"


def errors_of(tree: FileTree) -> list[RowError]:
    return content_errors(read_contents(tree))


def place(error: RowError) -> Place:
    return (error.file, error.row, error.column)


def test_the_small_folder_is_right() -> None:
    assert errors_of(small_tree()) == []


def test_the_shipped_files_are_right() -> None:
    assert errors_of(shipped_tree()) == []


CELLS: Mapping[str, tuple[str, int, dict[str, str], str, str]] = {
    # name: file, row, cells, column blamed, what the message says
    "no code": ("series.csv", 2, {"code": ""}, "code", "不能为空"),
    "capitals in a code": ("departments.csv", 2, {"code": "FGW"}, "code", "小写字母"),
    "region of five digits": ("regions.csv", 3, {"code": "33060"}, "code", "六位数字"),
    "parent region unknown": ("regions.csv", 3, {"parent": "330699"}, "parent", "330699"),
    "region above itself": ("regions.csv", 2, {"parent": "330602"}, "parent", "一圈"),
    "decimals as text": ("series.csv", 3, {"decimals": "一位"}, "decimals", "不是整数"),
    "decimals out of range": ("series.csv", 3, {"decimals": "99"}, "decimals", "0到8"),
    "flag of another kind": ("series.csv", 4, {"nonnegative": "是"}, "nonnegative", "true或false"),
    "definition of no series": ("definitions.csv", 2, {"series": "gpd"}, "series", "gpd"),
    "factor of zero": ("definitions.csv", 2, {"linking_factor": "0"}, "linking_factor", "大于0"),
    "a day that does not exist": (
        *("definitions.csv", 2, {"valid_from": "2021-02-30"}),
        *("valid_from", "不存在"),
    ),
    "a day in words": ("definitions.csv", 2, {"valid_from": "去年"}, "valid_from", "2021-02-22"),
    "section kind unknown": ("test-14/sections.csv", 2, {"kind": "part"}, "kind", "chapter（章）"),
    "section parent unknown": ("test-14/sections.csv", 3, {"parent": "c99"}, "parent", "c99"),
    "section without parent": ("test-14/sections.csv", 3, {"parent": ""}, "parent", "不能为空"),
    "chapter with parent": (
        "test-14/sections.csv",
        2,
        {"parent": "c01-s1"},
        "parent",
        "章没有上级",
    ),
    "part of a box": ("test-14/sections.csv", 3, {"parent": "box01"}, "parent", "专栏"),
    "link without a reason": (
        *("test-14/projects.csv", 2, {"indicators": "t14-gdp"}),
        *("indicators", "代码:理由"),
    ),
    "link twice": (
        *("test-14/projects.csv", 2, {"indicators": "t14-gdp:同一句;t14-gdp:同一节"}),
        *("indicators", "写了两次"),
    ),
    "link to no indicator": (
        *("test-14/projects.csv", 2, {"indicators": "t14-gpd:同一句"}),
        *("indicators", "t14-gpd"),
    ),
    "verb nobody reviewed": (
        *("test-14/projects.csv", 2, {"promised_stage": "争取"}),
        *("promised_stage", "不在promised_stages.csv里：请先在那里加一行"),
    ),
    "verb judged unfittingly": (
        *("promised_stages.csv", 2, {"judged_by": "stage"}),
        *("judged_by", "谋划、前期"),
    ),
    "verb of an unknown stage": (
        *("promised_stages.csv", 2, {"expected_stage": "halted"}),
        *("expected_stage", "halted"),
    ),
    "verb twice": ("promised_stages.csv", 3, {"phrase": "建成"}, "phrase", "第2行重复"),
    "milestone of no project": (
        *("test-14/project_milestones.csv", 2, {"project": "t14-tram"}),
        *("project", "t14-tram"),
    ),
    "milestone twice": (
        *("test-14/project_milestones.csv", 3, {"title": "洞通"}),
        *("title", "第2行重复"),
    ),
    "milestone beyond the whole": (
        *("test-14/project_milestones.csv", 3, {"due_share": "1.2"}),
        *("due_share", "0到1"),
    ),
    "milestone that asks for less": (
        *("test-14/project_milestones.csv", 3, {"due_share": "0.3"}),
        *("due_share", "不能比更早的节点少"),
    ),
    "milestone after its project": (
        *("test-14/project_milestones.csv", 3, {"due_on": "2026-01-31"}),
        *("due_on", "须在项目起止时间"),
    ),
    "sum of no indicator": (
        *("test-14/rollups.csv", 2, {"indicator": "t14-job"}),
        *("indicator", "t14-job"),
    ),
    "sum of another kind": (
        *("test-14/rollups.csv", 2, {"indicator": "t14-gdp"}),
        *("indicator", "累计类"),
    ),
    "sum of no field": ("test-14/rollups.csv", 2, {"fields": ""}, "fields", "不能为空"),
    "sum of an unknown field": ("test-14/rollups.csv", 2, {"fields": "roads"}, "fields", "roads"),
    "number as text": (INDICATORS, 2, {"number": "一"}, "number", "不是整数"),
    "number twice": (INDICATORS, 3, {"number": "1"}, "number", "第2行重复"),
    "code twice": (INDICATORS, 3, {"code": "t14-gdp"}, "code", "第2行重复"),
    "parent unknown": (INDICATORS, 7, {"parent": "77"}, "parent", "77"),
    "parent not composite": (INDICATORS, 7, {"parent": "1"}, "parent", "composite"),
    "its own parent": (INDICATORS, 6, {"parent": "5"}, "parent", "一圈"),
    "composite with a series": (INDICATORS, 6, {"series": "cod"}, "series", "composite"),
    "series unknown": (INDICATORS, 2, {"series": "gpd"}, "series", "不在series.csv里"),
    "series missing": (INDICATORS, 2, {"series": ""}, "series", "不能为空"),
    "definition unknown": (
        INDICATORS,
        2,
        {"definition": "census-1990"},
        "definition",
        "census-1990",
    ),
    "definition of another series": (
        *(INDICATORS, 3, {"definition": "census-2020"}),
        *("definition", "census-2020"),
    ),
    "department unknown": (INDICATORS, 2, {"department": "nobody"}, "department", "nobody"),
    "data department unknown": (INDICATORS, 2, {"data_department": "x"}, "data_department", "x"),
    "section unknown": (INDICATORS, 2, {"section": "c09"}, "section", "c09"),
    "box target outside a box": (INDICATORS, 8, {"section": "c01"}, "section", "不是专栏"),
    "text target without section": (
        *(INDICATORS, 2, {"origin": "text", "section": ""}),
        *("section", "不能为空"),
    ),
    "nature unknown": (INDICATORS, 2, {"nature": "约束性"}, "nature", "binding（约束性）"),
    "kind unknown": (INDICATORS, 2, {"kind": "grow"}, "kind", "reach"),
    "direction unknown": (INDICATORS, 2, {"direction": "up"}, "direction", "rise"),
    "direction missing": (INDICATORS, 2, {"direction": ""}, "direction", "不能为空"),
    "path missing": (INDICATORS, 2, {"path": ""}, "path", "reach须写明"),
    "path of another kind": (INDICATORS, 3, {"path": "linear"}, "path", "只有reach"),
    "basis of another kind": (INDICATORS, 3, {"basis": "total"}, "basis", "不适用于keep"),
    "basis where there is none": (INDICATORS, 2, {"basis": "end"}, "basis", "不适用于reach"),
    "relative without reference": (INDICATORS, 5, {"reference": ""}, "reference", "不能为空"),
    "reference unknown": (INDICATORS, 5, {"reference": "gpd"}, "reference", "gpd"),
    "reference of another kind": (INDICATORS, 2, {"reference": "gdp"}, "reference", "relative"),
    "tolerance below zero": (INDICATORS, 3, {"tolerance": "-1"}, "tolerance", "小于0"),
    "tolerance as text": (INDICATORS, 3, {"tolerance": "半个"}, "tolerance", "不是数字"),
    "baseline unreadable": (INDICATORS, 2, {"baseline_text": "很多"}, "baseline_text", "很多"),
    "target unreadable": (INDICATORS, 2, {"target_text": "大幅提高"}, "target_text", "大幅提高"),
    "target missing": (INDICATORS, 2, {"target_text": ""}, "target_text", "不能为空"),
    "target in another unit": (INDICATORS, 2, {"target_text": "50%"}, "target_text", "%"),
    "target on the wrong side": (INDICATORS, 2, {"target_text": "8500以内"}, "target_text", "矛盾"),
    "target of too many digits": (INDICATORS, 2, {"target_text": "9" * 20}, "target_text", "位数"),
    "assigned target of another kind": (
        *(INDICATORS, 2, {"target_text": "完成省下达指标"}),
        *("target_text", "assigned"),
    ),
    "relative target of another kind": (
        *(INDICATORS, 2, {"target_text": "快于经济增长"}),
        *("target_text", "relative"),
    ),
    "numeric target of kind relative": (
        *(INDICATORS, 5, {"target_text": "8"}),
        *("target_text", "relative"),
    ),
    "five-year total of another kind": (
        *(INDICATORS, 2, {"target_text": "[9000]"}),
        *("target_text", "cumulative"),
    ),
    "reach that goes down": (INDICATORS, 2, {"target_text": "6000"}, "kind", "请改用keep"),
    "reach that stays": (INDICATORS, 2, {"target_text": "6001"}, "kind", "请改用keep"),
    "a flow on the wrong side": (INDICATORS, 4, {"target_text": "[-5]"}, "kind", "好方向"),
    "a yearly mean in brackets": (INDICATORS, 8, {"target_text": "[10]"}, "kind", "年均"),
    "revision of the wrong sort": (
        *("test-14/target_revisions.csv", 2, {"target_text": "6001"}),
        *("target_text", "不优于基期"),
    ),
    "revision of a stock as a total": (
        *("test-14/target_revisions.csv", 2, {"target_text": "[8600]"}),
        *("target_text", "累计数"),
    ),
    "revision that lost 万": (
        *("test-14/target_revisions.csv", 2, {"target_text": "86000000"}),
        *("target_text", "一万倍"),
    ),
    "revision that says nothing": (
        *("test-14/target_revisions.csv", 2, {"target_text": "/"}),
        *("target_text", "请写明数值"),
    ),
    "revision any figure meets": (
        *("test-14/target_revisions.csv", 2, {"indicator": "t14-jobs", "target_text": "0"}),
        *("target_text", "好方向"),
    ),
    "growth below −100 %": (
        *(OBSERVED, 2, {"series": "income-growth", "value_text": "-101"}),
        *("value_text", "-100%"),
    ),
    "unit of another series": (INDICATORS, 2, {"unit": "万元"}, "unit", "亿元"),
    "name missing": (INDICATORS, 2, {"name": ""}, "name", "不能为空"),
    "quote missing": (INDICATORS, 2, {"quote": ""}, "quote", "不能为空"),
    "text too long": (INDICATORS, 2, {"name": "长" * 121}, "name", "最多120个字"),
    "a NUL byte": (INDICATORS, 2, {"note": "a\0b"}, "note", "U+0000"),
    "mention of nothing": ("test-14/mentions.csv", 2, {"indicator": "t14-x"}, "indicator", "t14-x"),
    "mention nowhere": ("test-14/mentions.csv", 2, {"section": "c09"}, "section", "c09"),
    "mention unreadable": ("test-14/mentions.csv", 2, {"value_text": "高"}, "value_text", "高"),
    "milestone before the period": (
        "test-14/milestones.csv",
        2,
        {"year": "2020"},
        "year",
        "2021—2025",
    ),
    "milestone after the period": (
        "test-14/milestones.csv",
        2,
        {"year": "2026"},
        "year",
        "2021—2025",
    ),
    "milestone as text": ("test-14/milestones.csv", 2, {"value": "七千"}, "value", "不是数字"),
    "milestone of nothing": ("test-14/milestones.csv", 2, {"indicator": "x"}, "indicator", "x"),
    "revision kind unknown": (
        *("test-14/target_revisions.csv", 2, {"kind": "new"}),
        *("kind", "adjusted"),
    ),
    "revision unreadable": (
        *("test-14/target_revisions.csv", 2, {"target_text": "更高"}),
        *("target_text", "更高"),
    ),
    "revision without day": (
        *("test-14/target_revisions.csv", 2, {"effective_from": ""}),
        *("effective_from", "不能为空"),
    ),
    "item outside a box": ("test-14/box_items.csv", 2, {"section": "c01"}, "section", "不是专栏"),
    "item position twice": ("test-14/box_items.csv", 3, {"position": "1"}, "position", "第2行重复"),
    "field unknown": ("test-14/projects.csv", 2, {"field": "space"}, "field", "transport（交通）"),
    "item unknown": ("test-14/projects.csv", 2, {"item": "9"}, "item", "9"),
    "item of no box": ("test-14/projects.csv", 3, {"item": "1"}, "item", "1"),
    "project section unknown": ("test-14/projects.csv", 3, {"section": "c7"}, "section", "c7"),
    "partner unknown": ("test-14/projects.csv", 2, {"partners": "tjj;xx"}, "partners", "xx"),
    "partner twice": ("test-14/projects.csv", 2, {"partners": "tjj;tjj"}, "partners", "两次"),
    "list with a hole": ("test-14/projects.csv", 2, {"partners": "tjj;;fgw"}, "partners", "空项"),
    "project region unknown": (
        "test-14/projects.csv",
        2,
        {"regions": "330699"},
        "regions",
        "330699",
    ),
    "project indicator unknown": (
        "test-14/projects.csv",
        2,
        {"indicators": "x"},
        "indicators",
        "x",
    ),
    "end before start": ("test-14/projects.csv", 2, {"end": "2020-01-01"}, "end", "早于"),
    "investment as text": (
        *("test-14/projects.csv", 2, {"total_investment": "120亿元"}),
        *("total_investment", "不是数字"),
    ),
    "investment below zero": (
        *("test-14/projects.csv", 2, {"total_investment": "-1"}),
        *("total_investment", "小于0"),
    ),
    "observed series unknown": (PUBLIC, 2, {"series": "gpd"}, "series", "gpd"),
    "observed region unknown": (PUBLIC, 2, {"region": "330699"}, "region", "330699"),
    "observed definition unknown": (PUBLIC, 2, {"definition": "old"}, "definition", "old"),
    "absurd year": (PUBLIC, 2, {"year": "20200"}, "year", "1949到2099"),
    "vintage unknown": (PUBLIC, 2, {"vintage": "draft"}, "vintage", "estimate（预计）"),
    "value unreadable": (PUBLIC, 2, {"value_text": "约莫六千"}, "value_text", "约莫六千"),
    "value that is none": (PUBLIC, 2, {"value_text": "/"}, "value_text", "没有数值"),
    "upper bound for a value": (PUBLIC, 2, {"value_text": "6001以内"}, "value_text", "只是上限"),
    "upper bound of what nobody judges": (
        *(PUBLIC, 3, {"series": "gdp", "value_text": "<1271"}),
        *("value_text", "请填实际数"),
    ),
    "upper bound of a growth": (
        *(OBSERVED, 2, {"series": "income-growth", "value_text": "最多5"}),
        *("value_text", "只是上限"),
    ),
    "lower bound of what should fall": (
        *(OBSERVED, 2, {"series": "pm25", "value_text": "28以上"}),
        *("value_text", "越低越好"),
    ),
    "lower bound of a yardstick": (
        *(OBSERVED, 2, {"series": "gdp-growth", "value_text": "超过5"}),
        *("value_text", "拿它比较"),
    ),
    "value in another unit": (PUBLIC, 2, {"value_text": "6001万人"}, "value_text", "万人"),
    "published before its year": (
        PUBLIC,
        2,
        {"published_on": "2019-12-31"},
        "published_on",
        "早于",
    ),
    "source missing": (PUBLIC, 2, {"source_title": ""}, "source_title", "不能为空"),
    "address that is none": (PUBLIC, 2, {"source_url": "example.org"}, "source_url", "http://"),
}


@pytest.mark.parametrize(
    ("file", "row", "cells", "column", "message"), CELLS.values(), ids=CELLS.keys()
)
def test_a_wrong_cell_is_told_with_its_place(
    file: str, row: int, cells: dict[str, str], column: str, message: str
) -> None:
    errors = errors_of(with_cell(small_tree(), file, row=row, **cells))
    assert any(message in error.message for error in errors if place(error) == (file, row, column))


def test_a_composite_without_parts_is_refused() -> None:
    (error,) = errors_of(with_cell(small_tree(), INDICATORS, row=7, parent=""))
    assert place(error) == (INDICATORS, 6, "kind")
    assert "没有子指标" in error.message


def test_a_geometric_path_from_zero_is_refused_unless_milestones_replace_it() -> None:
    tree = with_cell(small_tree(), INDICATORS, row=2, baseline_text="0")
    assert errors_of(tree) == []
    (error,) = errors_of(without_row(tree, "test-14/milestones.csv", row=2))
    assert place(error) == (INDICATORS, 2, "kind")
    assert "大于零" in error.message


def test_what_only_follows_from_an_error_is_not_told_as_well() -> None:
    lone = [
        with_cell(small_tree(), "series.csv", row=2, decimals="x"),
        with_cell(small_tree(), INDICATORS, row=2, number="x"),
        with_cell(small_tree(), "test-14/box_items.csv", row=2, title=""),
        without(small_tree(), "series.csv"),
        with_text(small_tree(), "series.csv", "亿元,0,true", "亿元,0"),
        with_text(small_tree(), "series.csv", "code,name", "id,name"),
        with_cell(small_tree(), INDICATORS, row=6, number="x"),
    ]
    assert [len(errors_of(tree)) for tree in lone] == [1, 1, 1, 1, 1, 2, 1]


def test_all_errors_of_a_row_are_told() -> None:
    tree = with_cell(small_tree(), INDICATORS, row=2, number="x", series="y", target_text="z")
    columns = [error.column for error in errors_of(tree) if error.row == 2]
    assert columns == ["number", "series", "target_text"]


def test_errors_of_all_files_are_told_in_their_order() -> None:
    tree = with_cell(small_tree(), PUBLIC, row=3, year="1066")
    tree = with_cell(tree, INDICATORS, row=4, kind="reach")
    tree = with_cell(tree, "departments.csv", row=2, name="")
    tree = without(tree, "test-14/milestones.csv")
    files = list(dict.fromkeys(error.file for error in errors_of(tree)))
    *first, last = files
    assert first == ["departments.csv", PUBLIC, INDICATORS, "test-14/milestones.csv"]
    assert last == "test-14/rollups.csv", "its indicator is of a kind that is not summed"


HEADERS: Mapping[str, tuple[str, str, list[tuple[str, str]]]] = {
    "a column missing": (
        *("code,name,unit,decimals,nonnegative", "code,name,unit,decimals"),
        [("nonnegative", "缺少")],
    ),
    "a column too many": (
        *("decimals,nonnegative", "decimals,nonnegative,colour"),
        [("colour", "多出")],
    ),
    "a column twice": ("unit,decimals", "unit,unit", [("unit", "2次"), ("decimals", "缺少")]),
    "columns in another order": (
        *("code,name,unit", "code,unit,name"),
        [("name", "第3列应为unit"), ("unit", "第2列应为name")],
    ),
    "a column without name": ("unit,decimals", ",decimals", [("", "没有列名"), ("unit", "缺少")]),
}


@pytest.mark.parametrize(("old", "new", "expected"), HEADERS.values(), ids=HEADERS.keys())
def test_a_wrong_header_says_which_column(
    old: str, new: str, expected: list[tuple[str, str]]
) -> None:
    tree = with_text(small_tree(), "series.csv", old, new)
    told = [error for error in errors_of(tree) if place(error)[:2] == ("series.csv", 1)]
    assert [error.column for error in told] == [column for column, _ in expected]
    for error, (_, message) in zip(told, expected, strict=True):
        assert message in error.message


def test_a_file_that_is_another_table_asks_for_the_header() -> None:
    tree = with_file(small_tree(), "regions.csv", "甲;乙\n1;2\n")
    assert [str(error) for error in errors_of(tree)] == [
        "regions.csv 第1行：第一行须是以半角逗号分隔的表头：code,name,parent"
    ]


BYTES: Mapping[str, tuple[bytes, int | None, str]] = {
    "empty": (b"", None, "空文件"),
    "blank lines": (b"\n \n", None, "空文件"),
    "a byte order mark alone": (codecs.BOM_UTF8, None, "空"),
    "a workbook": (b"PK\x03\x04rest", None, "Excel工作簿"),
    "UTF-16": ("code,name,parent\n".encode("utf-16"), None, "UTF-16"),
    "a damaged byte": (
        "code,name,parent\n330600,绍兴市,\n330602,越城区".encode() + b"\xff,330600\n",
        *(3, "0xFF"),
    ),
    "neither UTF-8 nor GBK": (b"code,name,parent\n330600,\xff\xff\xff,\n", 2, "GBK"),
    "an open quotation mark": (b'code,name,parent\n330600,"x,\n', None, "引号"),
}


@pytest.mark.parametrize(("content", "row", "message"), BYTES.values(), ids=BYTES.keys())
def test_bytes_that_are_no_table_are_one_error(
    content: bytes, row: int | None, message: str
) -> None:
    errors = errors_of(with_file(small_tree(), "regions.csv", content))
    assert [place(error) for error in errors] == [("regions.csv", row, "")]
    assert message in errors[0].message


@pytest.mark.parametrize(
    ("line", "message"),
    [("330602,越城区", "有2格，应为3格，少了"), ("330602,越,城区,330600", "有4格，应为3格，多了")],
    ids=["too few", "too many"],
)
def test_a_row_of_another_length_is_told(line: str, message: str) -> None:
    tree = with_text(small_tree(), "regions.csv", "330602,越城区,330600", line)
    (error,) = errors_of(tree)
    assert place(error) == ("regions.csv", 3, "")
    assert message in error.message


SAVED: Mapping[str, Callable[[str], bytes]] = {
    "UTF-8 with a mark": lambda text: text.encode("utf-8-sig"),
    "CRLF": lambda text: text.replace("\n", "\r\n").encode(),
    "CR": lambda text: text.replace("\n", "\r").encode(),
    "GBK": lambda text: text.encode("gbk"),
    "GBK and CRLF": lambda text: text.replace("\n", "\r\n").encode("gbk"),
    "GB18030": lambda text: text.encode("gb18030"),
    "days with slashes": lambda text: text.replace("2020-11-01", "2020/11/1").encode(),
    "capital TRUE": lambda text: (
        text.replace(",true", ",TRUE").replace(",false", ",FALSE").encode()
    ),
    "blank lines at the end": lambda text: (text + "\n,,\n\n").encode(),
    "spaces around": lambda text: text.replace(",亿元,", ", 亿元\u3000,").encode(),
}


@pytest.mark.parametrize("save", SAVED.values(), ids=SAVED.keys())
@pytest.mark.parametrize("file", ["series.csv", "definitions.csv", INDICATORS, PUBLIC])
def test_tables_as_excel_saves_them_are_read_alike(file: str, save: Callable[[str], bytes]) -> None:
    same_as_plain(file, save(small_tree()[file].decode()))


@pytest.mark.parametrize("name", ["UTF-8 with a mark", "CRLF", "GBK", "GBK and CRLF"])
def test_a_plan_as_editors_save_it_is_read_alike(name: str) -> None:
    same_as_plain(PLAN, SAVED[name](small_tree()[PLAN].decode()))


def same_as_plain(file: str, content: bytes) -> None:
    read = read_contents(with_file(small_tree(), file, content))
    for sheet, plain in zip(read.sheets, read_contents(small_tree()).sheets, strict=True):
        assert (sheet.errors, sheet.rows) == ((), plain.rows)


YAML: Mapping[str, tuple[str, str, int | None, str, str]] = {
    # name: old text, new text, line, key, what the message says
    "a key missing": ("base_year: 2020\n", "", None, "base_year", "缺少这个键"),
    "a key unknown": ("base_year: 2020", "base_year: 2020\nbase: 1", 6, "base", "不认识这个键"),
    "a key twice": ("base_year: 2020", "base_year: 2020\nslug: x", 6, "slug", "两次"),
    "a year as text": ("base_year: 2020", "base_year: 二〇二〇", 5, "base_year", "不是整数"),
    "a list": ("base_year: 2020", "base_year: [2020]", 5, "", "不能是列表"),
    "an absurd year": ("last_year: 2025", "last_year: 20255", 7, "last_year", "2099"),
    "years out of order": ("last_year: 2025", "last_year: 2020", 6, "first_year", "依次"),
    "a region unknown": ("'330600'", "'330699'", 4, "region", "330699"),
    "a day that is none": ("2021-02-22", "2021-13-01", 8, "approved_on", "不存在"),
    "closed before approved": ("closed_on: null", "closed_on: 2020-01-01", 9, "closed_on", "早于"),
    "a slug of another folder": ("slug: test-14", "slug: test-15", 1, "slug", "文件夹名"),
    "a title missing": ("title: 测试第十四个五年规划\n", "title: null\n", 2, "title", "不能为空"),
    "no YAML": ("slug: test-14", "slug: [", None, "", "不是合规的YAML"),
    "a tab": ("base_year: 2020", "\tbase_year: 2020", None, "", "不是合规的YAML"),
    "a NUL byte": ("第十四个", "第\0四个", None, "", "不可见字符"),
}


@pytest.mark.parametrize(("old", "new", "line", "key", "message"), YAML.values(), ids=YAML.keys())
def test_a_wrong_plan_is_told_with_line_and_key(
    old: str, new: str, line: int | None, key: str, message: str
) -> None:
    text = small_tree()[PLAN].decode().replace(old, new, 1)
    errors = errors_of(with_file(small_tree(), PLAN, text))
    (error,) = [each for each in errors if message in each.message]
    assert (error.file, error.column) == (PLAN, key)
    assert line is None or error.row == line


@pytest.mark.parametrize("content", ["", "# only this", "- a\n- b", "[" * 5000, "a" * 100_000])
def test_a_plan_that_is_no_mapping_is_one_error(content: str) -> None:
    errors = errors_of(with_file(small_tree(), PLAN, content))
    assert {error.file for error in errors} == {PLAN}


REQUIRED = [path for path in small_tree() if path != "test-14/observations.csv"]


@pytest.mark.parametrize("file", REQUIRED)
def test_a_missing_file_is_one_error(file: str) -> None:
    (error,) = errors_of(without(small_tree(), file))
    assert place(error) == (file, None, "")
    assert "缺少这个文件" in error.message


@pytest.mark.parametrize("file", list(small_tree()))
def test_an_empty_file_is_one_error(file: str) -> None:
    (error,) = errors_of(with_file(small_tree(), file, ""))
    assert place(error) == (file, None, "")
    assert "空文件" in error.message


def test_a_plan_without_an_outline_needs_none_of_its_files() -> None:
    tree = {
        path: content
        for path, content in shipped_tree().items()
        if not path.startswith("shaoxing-14/")
    }
    assert not any(path.endswith("sections.csv") for path in tree)
    assert errors_of(tree) == []


@pytest.mark.parametrize(
    "file", ["indicator.csv", "test-14/indicator.csv", "test-14/plan.yml", "test-14/old/plan.yaml"]
)
def test_a_file_nobody_would_read_is_an_error(file: str) -> None:
    (error,) = errors_of(with_file(small_tree(), file, "code\n"))
    assert place(error) == (file, None, "")
    assert "不认识这个文件" in error.message


def test_codes_are_unique_across_plans() -> None:
    tree = small_tree()
    for path, content in small_tree().items():
        if path.startswith("test-14/") and "observations" not in path:
            tree[path.replace("test-14", "test-15")] = content
    tree = with_text(tree, "test-15/plan.yaml", "slug: test-14", "slug: test-15")
    errors = errors_of(tree)
    assert {(error.file, error.column) for error in errors} == {
        ("test-15/indicators.csv", "code"),
        ("test-15/projects.csv", "code"),
    }
    assert "test-14/indicators.csv第2行" in errors[0].message


def test_a_set_of_observations_may_not_be_called_like_a_plan() -> None:
    tree = with_file(small_tree(), "observations/test-14.csv", small_tree()[PUBLIC])
    assert any("不能与规划同名" in error.message for error in errors_of(tree))


def test_two_rows_with_the_same_figure_are_no_error() -> None:
    """The small folder has GDP 2020 in both of its files of observations."""
    rows = [row for sheet in read_contents(small_tree()).datasets.values() for row in sheet.rows]
    assert [row.value_text for row in rows if (row.series, row.year) == ("gdp", 2020)] == [
        "6001",
        "6001",
    ]


def test_two_rows_with_different_figures_name_each_other() -> None:
    (error,) = errors_of(with_cell(small_tree(), OBSERVED, row=2, value_text="6000"))
    assert place(error) == (OBSERVED, 2, "value_text")
    assert "observations/public.csv第2行" in error.message
    assert "6001" in error.message


@pytest.mark.parametrize(
    ("column", "cell"),
    [("year", "2021"), ("vintage", "final"), ("region", "330602"), ("definition", "census-2020")],
)
def test_another_key_is_another_figure(column: str, cell: str) -> None:
    published = {"published_on": "2022-01-01"} if column == "year" else {}
    tree = with_cell(
        small_tree(), OBSERVED, row=2, value_text="6000", **{column: cell}, **published
    )
    assert errors_of(tree) == []


def test_a_series_has_one_definition_from_a_day_on() -> None:
    tree = with_row(small_tree(), "definitions.csv", copied=2, version="census-2021")
    (error,) = errors_of(tree)
    assert place(error) == ("definitions.csv", 3, "valid_from")
    assert "第2行" in error.message
    undated = with_cell(tree, "definitions.csv", row=3, valid_from="")
    assert errors_of(undated) == []


def test_successive_revisions_are_different_figures() -> None:
    tree = with_cell(small_tree(), OBSERVED, row=2, vintage="revised")
    tree = with_row(tree, OBSERVED, copied=2, value_text="5964", published_on="2026-01-16")
    assert errors_of(tree) == []
    same_day = with_cell(tree, OBSERVED, row=4, published_on="2021-02-22")
    assert [place(error) for error in errors_of(same_day)] == [(OBSERVED, 4, "value_text")]


def test_a_number_written_otherwise_is_the_same_figure() -> None:
    assert errors_of(with_cell(small_tree(), OBSERVED, row=2, value_text="6001.0亿元")) == []


def test_a_qualified_number_is_another_figure() -> None:
    errors = errors_of(with_cell(small_tree(), OBSERVED, row=2, value_text="6001左右"))
    assert [place(error) for error in errors] == [(OBSERVED, 2, "value_text")]


def test_a_row_written_twice_is_told() -> None:
    (error,) = errors_of(with_row(small_tree(), OBSERVED, copied=2))
    assert place(error) == (OBSERVED, 4, "")
    assert "第2行完全相同" in error.message


def test_rows_count_as_excel_counts() -> None:
    """A cell of several lines is one row, an empty line is one as well."""
    text = small_tree()["test-14/sections.csv"].decode()
    text = text.replace('"工程,如下"', '"工程\n如下"\n\nbox02,box,2,重大项目,c09,')
    (error,) = errors_of(with_file(small_tree(), "test-14/sections.csv", text))
    assert place(error) == ("test-14/sections.csv", 6, "parent")


@given(seed=st.integers(0, 2**32), file=st.sampled_from(sorted(small_tree())))
def test_no_damage_makes_anything_but_errors(seed: int, file: str) -> None:
    """Bytes lost, doubled and replaced anywhere: the checks answer, whatever they find."""
    chance = random.Random(seed)  # noqa: S311 - no secret is made of it
    content = bytearray(small_tree()[file])
    for _ in range(chance.randint(1, 8)):
        spot = chance.randrange(len(content))
        content[spot : spot + chance.randint(0, 9)] = chance.choice(DAMAGE)
    errors = errors_of(with_file(small_tree(), file, bytes(content)))
    assert all(error.file and error.message for error in errors)


DAMAGE = [
    b"",
    b",",
    b"\n",
    b'"',
    b"\xff",
    b"\0",
    b"9",
    b"\xe7\xbb\x8d",
    b"-",
    b";",
    b"[",
    b"/",
    b"%",
]


def test_a_lower_bound_of_what_should_rise_is_a_figure() -> None:
    tree = with_cell(small_tree(), OBSERVED, row=2, series="income-growth", value_text="5以上")
    assert errors_of(tree) == []


def test_bounds_stay_what_targets_and_bases_are_made_of() -> None:
    tree = with_cell(
        small_tree(), INDICATORS, row=3, baseline_text="28以内", target_text="控制在30"
    )
    assert errors_of(tree) == []
