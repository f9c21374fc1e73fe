"""The official table: the plan's own order and words, for a box, a field, a department or all."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tests.factories import (
    make_box_item,
    make_department,
    make_plan,
    make_project,
    make_region,
    make_section,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return make_plan(short_title="测试规划")


@pytest.fixture
def box(plan):
    return make_section(plan, code="box03", kind="box", number="3", title="交通工程")


@pytest.fixture
def url(plan):
    return f"/plans/{plan.slug}/progress-table/"


def groups(response) -> list[tuple[str, list[tuple[str, list[str]]]]]:
    """Return what stands in the table: headings of boxes, of items, and the titles of lines."""
    return [
        (
            group.heading,
            [(part.heading, [each.title for each in part.lines]) for part in group.parts],
        )
        for group in response.context["table"].groups
    ]


def titles(found) -> list[str]:
    return [each.title for each in found]


def lines(response):
    return [
        line
        for group in response.context["table"].groups
        for part in group.parts
        for line in part.lines
    ]


def test_the_plans_order_and_numbers_run_through(client, plan, box, url):
    chapter = make_section(plan, code="c09", title="文化", number="九")
    make_project(chapter, name="博物馆")
    second = make_box_item(box, position=2, label="2", title="高速")
    make_box_item(box, position=1, label="1", title="规划研究", text="开展研究。")
    make_project(box, item=second, name="环线")
    make_project(box, item=second, name="北延")
    make_project(box, name="独立项目")
    response = client.get(url)
    assert groups(response) == [
        (
            "专栏3 交通工程",
            [("", ["1. 规划研究"]), ("2. 高速", ["环线", "北延"]), ("", ["独立项目"])],
        ),
        ("九、 文化", [("", ["博物馆"])]),
    ]
    assert [line.number for line in lines(response)] == [1, 2, 3, 4, 5]


def test_the_plans_words_and_who_answers(client, box, url):
    lead = make_department(code="jtj", name="市交通局")
    project = make_project(box, name="环线", quote="建成环线", department=lead)
    project.partners.add(make_department(code="fgw", name="市发改委"))
    (line,) = lines(client.get(url))
    assert (line.text, line.units) == ("建成环线", "市交通局（拟）\n配合：市发改委")
    assert line.progress == ("未报送",)
    project.departments_confirmed = True
    project.save()
    assert lines(client.get(url))[0].units.startswith("市交通局\n")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("box=3", ["规划研究", "路", "桥"]),
        ("box=4", ["馆"]),
        ("field=culture", ["馆"]),
        ("department=jtj", ["路", "桥"]),
        ("region=330602", ["桥"]),
        ("box=4&department=jtj", []),
        ("department=nobody", []),
    ],
)
def test_what_the_table_is_of(client, plan, box, url, query, found):
    lead = make_department(code="jtj", name="市交通局")
    make_box_item(box, position=1, label="", title="规划研究")
    make_project(box, name="路", department=lead)
    bridge = make_project(box, name="桥", regions=[make_region(code="330602", name="越城区")])
    bridge.partners.add(lead)
    other = make_section(plan, code="box04", kind="box", number="4", title="文化工程")
    make_project(other, name="馆", field="culture")
    assert [line.title for line in lines(client.get(f"{url}?{query}"))] == found


def test_the_page_says_what_it_is_of(client, box, url):
    make_project(box, department=make_department(code="jtj", name="市交通局"))
    response = client.get(f"{url}?box=3&field=transport&department=jtj&year=2022")
    subtitle = response.context["asked"].subtitle
    assert subtitle.startswith("专栏3 交通工程 · 交通领域 · 市交通局 · 截至2022年底 · ")


def test_an_excel_sheet_that_prints_as_it_looks(client, box, url):
    item = make_box_item(box, position=1, label="1", title="高速", text="=建成高速")
    make_project(box, item=item, name="环线", quote="建成环线")
    response = client.get(url.replace("table/", "table.xlsx"))
    assert response["Content-Disposition"].startswith("attachment")
    sheet = load_workbook(BytesIO(response.content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][0] == "测试规划专栏和重大项目进展情况表"
    assert rows[2] == ["序号", "内容与要求", "进展情况", "责任单位"]
    assert rows[3][0] == "专栏3 交通工程"
    assert rows[4][0] == "1. 高速：=建成高速"
    assert rows[5] == [1, "环线\n建成环线", "未报送", None]
    assert sheet.print_title_rows == "$3:$3"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.oddFooter.center.text == "第 &P 页 共 &N 页"
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)


def test_text_that_begins_like_a_formula_stays_text(client, box, url):
    make_project(box, name="=HYPERLINK(1)", quote="+1")
    sheet = load_workbook(BytesIO(client.get(url.replace("table/", "table.xlsx")).content)).active
    assert sheet["B5"].data_type == "s"
    text = client.get(url.replace("table/", "table.csv")).content.decode("utf-8-sig")
    header, line = csv.reader(StringIO(text))
    assert header == ["章节", "事项", "序号", "内容与要求", "进展情况", "责任单位"]
    assert line == ["专栏3 交通工程", "", "1", "'=HYPERLINK(1)\n+1", "未报送", ""]


def test_the_same_queries_for_one_project_and_thirty(client, box, url):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(f"{url}?field=transport")
        return len(captured)

    def add(number: int) -> None:
        item = make_box_item(box, position=number)
        project = make_project(box, item=item, department=make_department())
        project.partners.add(make_department(code="fgw", name="市发改委"))
        project.regions.add(make_region())

    add(1)
    queries()
    first = queries()
    for number in range(2, 32):
        add(number)
    assert queries() == first
