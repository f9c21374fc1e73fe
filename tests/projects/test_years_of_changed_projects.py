"""A year that was split or merged since: on every page the whole or its parts, once each."""

from __future__ import annotations

import doctest
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from indicators.models import ReportingRound
from indicators.viewpoints import Viewpoint
from projects import tenure
from projects.lights import Light
from projects.models import Project
from projects.selectors.prospects import prospects_of
from projects.selectors.standing import project_rows
from projects.services.structure import Part, merge_projects, split_project
from projects.summing import members
from projects.sums import yearly_sums
from projects.tenure import Retirement, Tenure, tenure_of
from tests.factories import make_department, make_plan, make_project, make_section
from tests.people import make_planner
from tests.projects.reports import report

pytestmark = pytest.mark.django_db
SPLIT = datetime(2024, 5, 1, 4, tzinfo=UTC)
BEFORE, AFTER = "2024-04-30", "2024-05-01"
PARTS = ["北段", "南段"]


@pytest.fixture
def box():
    return make_section(make_plan(), kind="box", number="3", title="基础设施")


@pytest.fixture
def whole(box):
    """Return a line reported of 2022 and 2023, split in two in May 2024."""
    department = make_department(name="市交通运输局")
    line = make_project(box, name="全线", field="city", department=department)
    for year, share, invested in ((2022, "0.4", "5"), (2023, "0.6", "7")):
        at = datetime(year + 1, 2, 1, tzinfo=UTC)
        report(line, year, share=share, invested=invested, decided_at=at)
    parts = [Part(code="north", name="北段"), Part(code="south", name="南段")]
    split_project(line, parts=parts, reason="分段核准", user=make_planner(), now=SPLIT)
    return line


def on_the_list(client, plan, query):
    return [
        row.name
        for row in client.get(reverse("project_list", args=[plan.slug]), query)
        .context["page_of"]
        .object_list
    ]


def on_the_board(client, plan, query):
    page = client.get(reverse("project_board", args=[plan.slug]), query)
    return [row.name for column in page.context["columns"] for row in column.rows]


def on_the_timeline(client, plan, query):
    page = client.get(reverse("project_timeline", args=[plan.slug]), query)
    return [each.row.name for group in page.context["groups"] for each in group.rows]


def in_the_csv_file(client, plan, query):
    page = client.get(reverse("project_list_csv", args=[plan.slug]), query)
    text = page.content.decode("utf-8-sig")
    return [name for name in ("全线", *PARTS) if name in text]


def in_the_workbook(client, plan, query):
    page = client.get(reverse("official_table_xlsx", args=[plan.slug]), query)
    book = load_workbook(BytesIO(page.content))
    text = "\n".join(str(cell.value) for row in book.active for cell in row)
    return [name for name in ("全线", *PARTS) if name in text]


def in_the_official_table(client, plan, query):
    page = client.get(reverse("official_table", args=[plan.slug]), query)
    groups = page.context["table"].groups
    return [line.title for group in groups for part in group.parts for line in part.lines]


def in_the_box(client, plan, query):
    page = client.get(reverse("box_detail", args=[plan.slug, "3"]), query)
    return [row.name for row in page.context["box"].other_projects]


PAGES = [
    on_the_list,
    on_the_board,
    on_the_timeline,
    in_the_csv_file,
    in_the_workbook,
    in_the_official_table,
    in_the_box,
]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"year": "2022"}, ["全线"]),
        ({"year": "2023"}, ["全线"]),
        ({"year": "2024"}, PARTS),
        ({"year": "latest"}, PARTS),
        ({"year": "2023", "known_on": BEFORE}, ["全线"]),
        ({"year": "2024", "known_on": BEFORE}, ["全线"]),
        ({"year": "latest", "known_on": BEFORE}, ["全线"]),
        ({"year": "2023", "known_on": AFTER}, ["全线"]),
        ({"year": "2024", "known_on": AFTER}, PARTS),
        ({"year": "latest", "known_on": AFTER}, PARTS),
    ],
    ids=str,
)
@pytest.mark.parametrize("shown", PAGES, ids=lambda each: each.__name__)
def test_a_year_is_the_wholes_or_its_parts(client, whole, shown, query, names):
    assert shown(client, whole.plan, query) == names


def test_the_whole_stands_in_its_years_as_it_was_reported(client, whole):
    content = client.get(reverse("official_table", args=[whole.plan.slug]), {"year": "2023"})
    assert "2023年完成投资7亿元，累计12亿元" in content.content.decode()
    (row,) = project_rows(whole.plan, year=2023, viewpoint=today())
    assert (row.light, row.invested) == (Light.GREEN, Decimal(12))
    sums = yearly_sums(members(whole.plan), fields=["city"], years=[2023])[2023]
    assert (sums.invested, sums.expected) == (row.invested_in_year, 1)


def test_one_merged_into_another_stands_in_the_years_before(client, box):
    one, other, twice = (
        make_project(box, name=name, field="city", department=make_department())
        for name in ("一期", "二期", "重复登记的二期")
    )
    for project, keeps in ((one, True), (twice, False)):
        merge_projects(
            *(project,), into=other, keeps_history=keeps, reason="合并", user=planner(), now=SPLIT
        )
    for shown in (on_the_list, in_the_official_table):
        assert shown(client, box.plan, {"year": "2023"}) == ["一期", "二期"]
        assert shown(client, box.plan, {"year": "2024"}) == ["二期"]
        assert shown(client, box.plan, {"year": "2023", "known_on": BEFORE}) == [
            *("一期", "二期", "重复登记的二期")
        ]


@pytest.mark.parametrize(
    "shown", [on_the_list, on_the_board, in_the_official_table], ids=lambda each: each.__name__
)
def test_one_given_up_stands_in_its_last_year_too(client, box, shown):
    """As files may say it: nothing came in its place, so nobody else reports that year."""
    project = make_project(box, name="媒体中心", field="city", department=make_department())
    told = report(project, 2024, share="0.5", invested="5.9")
    days = {"retired_on": SPLIT.date(), "retired_reason": "不再实施", "keeps_history": True}
    Project.objects.filter(pk=project.pk).update(is_given_up=True, **days)
    for year, names in ((2024, ["媒体中心"]), (2025, [])):
        assert shown(client, box.plan, {"year": str(year)}) == names
    sums = yearly_sums(members(box.plan), fields=["city"], years=[2024, 2025])
    assert [sums[year].invested for year in (2024, 2025)] == [told.invested, None]
    content = page(client, project, year="2024")
    assert "不计入合计" not in content
    assert "已完成形象进度 <b>50%</b>" in content
    content = page(client, project, year="2025")
    assert "本项目从2025年起不再填报" in content


@pytest.mark.parametrize(
    "shown", [on_the_list, on_the_board, in_the_official_table], ids=lambda each: each.__name__
)
def test_parts_of_a_part_without_history_have_no_year_of_the_whole(client, whole, shown):
    """As files may say it: the north was split again, and its own reports do not count."""
    north = Project.objects.get(code="north")
    days = {"retired_on": date(2025, 3, 1), "retired_reason": "再分", "keeps_history": False}
    Project.objects.filter(pk=north.pk).update(**days)
    make_project(whole.section, name="北段一", code="north-1", split_from=north, field="city")
    for year, names in ((2023, ["全线"]), (2024, ["南段", "北段一"])):
        assert sorted(shown(client, whole.plan, {"year": str(year)})) == sorted(names)
    sums = yearly_sums(members(whole.plan), fields=["city"], years=[2023, 2024])
    assert [sums[year].expected for year in (2023, 2024)] == [1, 2]


class TestAfterThePlan:
    """The last year of the plan is over, and reported, when projects are split and merged."""

    LATER = {"year": "latest", "known_on": "2026-05-01"}

    @pytest.fixture
    def whole(self, box):
        projects = [
            make_project(box, name=name, field="city", department=make_department())
            for name in ("全线", "一期")
        ]
        for year in (2024, 2025):
            ReportingRound.objects.create(
                plan=box.plan,
                year=year,
                opens_on=date(year + 1, 1, 5),
                due_on=date(year + 1, 3, 31),
                locks_on=date(year + 1, 12, 31),
            )
        for each in projects:
            at = datetime(2026, 2, 1, tzinfo=UTC)
            report(each, 2025, share="1", invested="7", stage="completed", decided_at=at)
        self.counted = self.sums(box.plan)
        at = SPLIT.replace(year=2026, month=4)
        parts = [Part(code="north", name="北段"), Part(code="south", name="南段")]
        split_project(projects[0], parts=parts, reason="分段", user=make_planner(), now=at)
        into = make_project(box, name="二期", field="city", department=make_department())
        given = {"keeps_history": True, "reason": "合并", "user": planner(), "now": at}
        merge_projects(projects[1], into=into, **given)
        return projects[0]

    def sums(self, plan):
        found = yearly_sums(members(plan), fields=["city"], years=plan.years)
        return [(each.count, each.invested) for each in found.values()]

    @pytest.mark.parametrize("shown", PAGES, ids=lambda each: each.__name__)
    def test_the_latest_is_what_stood_to_its_end(self, client, whole, shown):
        names = shown(client, whole.plan, self.LATER)
        assert [each for each in names if each not in ("一期", "二期")] == ["全线"]
        assert shown is in_the_csv_file or shown is in_the_workbook or "一期" in names

    def test_the_approved_end_keeps_its_light_and_its_count(self, whole):
        seen = Viewpoint(today=date(2026, 5, 1))
        rows = {row.name: row for row in project_rows(whole.plan, year=None, viewpoint=seen)}
        assert rows.keys() == {"全线", "一期", "二期"}
        assert (rows["全线"].light, rows["全线"].now.at.year) == (Light.GREEN, 2025)
        assert self.sums(whole.plan) == self.counted

    @pytest.mark.parametrize("query", [LATER, {"year": "2025", "known_on": "2026-05-01"}], ids=str)
    def test_a_part_leads_to_the_whole_and_promises_no_report(self, client, whole, query):
        content = page(client, Project.objects.get(code="north"), **query)
        words = "本项目2026-04-01由“全线”拆分出来，晚于规划期（到2025年），在本规划里没有要填报的"
        assert words in content
        assert f'href="{whole.get_absolute_url()}?' in content
        assert "报告采用后显示在这里" not in content
        assert "拆分为" in page(client, whole, **query)


class TestPagesOfTheProjects:
    def test_a_part_says_who_tells_of_a_year_before_the_split(self, client, whole):
        north = Project.objects.get(code="north")
        content = page(client, north, year="2023")
        words = "本项目2024-05-01由“全线”拆分出来，从2024年起单独填报，2023年的进展见"
        assert f'{words}<a href="{whole.get_absolute_url()}?year=2023">全线</a>。' in content
        assert "填报，报告采用后显示在这里" not in content
        assert "未报" not in content.split('class="verdict ')[1].split("还没有已采用的投资数")[0]
        content = page(client, north, year="2024")
        assert "进展由<b>交通运输局</b>（拟）填报，报告采用后显示在这里" in content
        assert "单独填报" not in content

    def test_a_part_was_not_there_before_the_day_of_the_split(self, client, whole):
        north = whole.split_into.get(code="north")
        content = page(client, north, known_on=BEFORE, year="2024")
        assert "2024-04-30还没有这个项目，2024-05-01才由“全线”拆分出来，当时的进展见" in content

    def test_the_whole_says_who_tells_of_the_years_from_the_split_on(self, client, whole):
        words = "本项目从2024年起不再单独填报，2024年的进展见"
        content = page(client, whole, year="2024")
        assert words in content
        assert 'href="/projects/north/?year=2024">北段</a>、' in content
        content = page(client, whole, year="2023")
        assert "不再单独填报" not in content
        assert "已完成形象进度 <b>60%</b>" in content

    def test_the_whole_keeps_its_last_light_where_the_latest_is_asked_for(self, client, whole):
        ReportingRound.objects.create(
            plan=whole.plan,
            year=2025,
            opens_on=date(2026, 1, 5),
            due_on=date(2026, 3, 31),
            locks_on=date(2026, 12, 31),
        )
        content = page(client, whole, year="latest", known_on="2026-05-01")
        assert "已完成形象进度 <b>60%</b>" in content
        assert "现在的进展见" in content

    def test_a_part_of_a_part_leads_to_who_really_tells_of_a_year(self, client, whole):
        north = Project.objects.get(code="north")
        parts = [Part(code="north-1", name="北一段"), Part(code="north-2", name="北二段")]
        at = SPLIT.replace(year=2025)
        first, second = split_project(north, parts=parts, reason="再分", user=planner(), now=at)

        def led_to(project, **query):
            page = client.get(project.get_absolute_url(), query)
            return [each.name for each in page.context["detail"].others.elsewhere.projects]

        assert led_to(first, year="2023") == ["全线"]
        assert led_to(first, year="2024") == ["北段"]
        assert led_to(second, year="2023", known_on=BEFORE) == ["全线"]
        south = Project.objects.get(code="south")
        assert led_to(whole, year="2025") == [str(each) for each in (south, first, second)]
        assert led_to(whole, year="2025", known_on=AFTER) == ["北段", "南段"]

    def test_one_entered_twice_leads_to_the_other(self, client, box):
        twice, other = (make_project(box, name=name) for name in ("重复", "留下的"))
        merge_projects(
            twice, into=other, keeps_history=False, reason="重复登记", user=planner(), now=SPLIT
        )
        content = page(client, twice, year="2023")
        assert "本项目不再填报，此前的填报也不计入合计，2023年的进展见" in content


def test_a_part_owes_nothing_of_a_year_before_the_split(whole):
    days = {"opens_on": date(2024, 1, 5), "due_on": date(2024, 3, 31)}
    ReportingRound.objects.create(plan=whole.plan, year=2023, locks_on=date(2024, 12, 31), **days)
    rows = project_rows(whole.plan, year=None, viewpoint=Viewpoint(today=date(2024, 7, 1)))
    assert [(row.name, row.light, row.now.at.year) for row in rows] == [
        (name, Light.GREY, 2024) for name in PARTS
    ]


def test_what_is_under_way_of_the_whole_still_tells_its_light(whole):
    told = whole.reports.get(year=2023)
    (prospect,) = prospects_of([told], viewpoint=today())
    assert prospect.light == Light.GREEN


def test_a_part_with_a_report_of_a_year_not_its_own_is_listed_without_it(client, whole):
    """Made by hand, as it could be done once."""
    report(Project.objects.get(code="north"), 2023, share="0.9", invested="99")
    rows = project_rows(whole.plan, year=2024, viewpoint=today())
    assert [(row.known, row.invested) for row in rows] == [(None, None)] * 2
    table = client.get(reverse("official_table", args=[whole.plan.slug]), {"year": "2024"})
    body = table.content.decode().split("<tbody", 1)[1].rsplit("</tbody>", 1)[0]
    assert "北段" in body
    assert "99" not in body


class TestMoney:
    @pytest.fixture
    def whole(self, whole):
        """Add a quarter of the year of the split, approved before it."""
        report(whole, 2024, quarter=1, share="0.7", invested="3")
        return whole

    def test_of_the_whole_is_added_up_as_in_the_sums(self, client, whole):
        years = client.get(whole.get_absolute_url()).context["detail"].years
        assert [(each.year, each.invested, each.cumulated) for each in years[1:4]] == [
            (2022, Decimal(5), Decimal(5)),
            (2023, Decimal(7), Decimal(12)),
            (2024, Decimal(3), None),
        ]
        sums = yearly_sums(members(whole.plan), fields=["city"], years=[2022, 2023, 2024])
        told = [each.invested for each in sums.values() if each.invested is not None]
        assert sum(told) == max(each.cumulated or 0 for each in years)

    def test_says_what_is_in_no_sum(self, client, whole):
        content = page(client, whole)
        assert content.count("不计入合计：这一年不由本项目计") == 1
        assert "到2023年累计完成投资 12 亿元" in content
        assert "来源：已采用的项目报告（2022年、2023年）" in content
        file = client.get(reverse("project_money_csv", args=[whole.code]))
        rows = [each.split(",") for each in file.content.decode("utf-8-sig").splitlines()[1:]]
        assert [(row[0], row[1], row[-1]) for row in rows[:4]] == [
            *[("2021", "", ""), ("2022", "5", "是"), ("2023", "7", "是"), ("2024", "3", "否")]
        ]

    def test_of_one_entered_twice_is_told_and_counts_nowhere(self, client, box):
        twice, other = (make_project(box, name=name) for name in ("重复", "留下的"))
        report(twice, 2023, share="0.7", invested="3")
        merge_projects(
            twice, into=other, keeps_history=False, reason="重复登记", user=planner(), now=SPLIT
        )
        content = page(client, twice)
        assert "不计入合计：这一年不由本项目计" in content
        assert "累计完成投资" not in content.split('id="money"')[1].split('id="history"')[0]
        assert "还没有已采用的投资数" not in content


class TestTenure:
    def test_examples_in_docstrings(self):
        assert doctest.testmod(tenure).failed == 0

    @pytest.mark.parametrize("whole", [None, Retirement()], ids=["no part", "not yet split"])
    def test_what_nobody_changed_has_every_year(self, whole):
        own = tenure_of(Retirement(), whole=whole)
        assert own == Tenure()
        assert own.is_listed(None)
        assert own.is_listed(1999)
        assert (own.latest(2030), own.latest(None)) == (2030, None)

    def test_parts_of_a_whole_without_history_have_every_year_too(self):
        whole = Retirement(on=date(2023, 7, 1), keeps_history=False)
        assert tenure_of(Retirement(), whole=whole) == Tenure()
        assert not tenure_of(whole).is_listed(2022)
        assert tenure_of(whole).latest(2022) is None

    def test_parts_of_a_part_without_history_begin_when_that_did(self):
        line = Retirement(on=date(2022, 3, 1), keeps_history=True)
        north = Retirement(on=date(2024, 3, 1), keeps_history=False, part_of=line)
        assert tenure_of(Retirement(), whole=north) == Tenure(begun_in=2022)
        assert tenure_of(Retirement(), whole=north, known_on=date(2024, 2, 29)) is None

    def test_one_split_and_split_again_in_a_year_has_none(self):
        whole = Retirement(on=date(2023, 3, 1), keeps_history=True)
        own = tenure_of(Retirement(on=date(2023, 9, 1), keeps_history=True), whole=whole)
        assert not any(own.is_listed(year) for year in (2022, 2023, 2024, None))


def today():
    return Viewpoint(today=timezone.localdate())


def planner():
    return User.objects.filter(username="planner").first() or make_planner()


def page(client, project, **query) -> str:
    content = client.get(project.get_absolute_url(), query).content.decode()
    return " ".join(content.split())


def test_a_circle_that_is_stored_leaves_the_pages_readable(client, box):
    one, other = (make_project(box, name=name, field="city") for name in ("甲段", "乙段"))
    retired = {"retired_on": date(2024, 5, 1), "retired_reason": "误", "keeps_history": False}
    Project.objects.filter(pk=one.pk).update(split_from=other, merged_into=other, **retired)
    Project.objects.filter(pk=other.pk).update(split_from=one, merged_into=one, **retired)
    report(one, 2023, invested="5")
    for code in (one.code, other.code):
        for query in ({}, {"year": "2023"}, {"as_of": "2024-06-01"}):
            assert client.get(reverse("project_detail", args=[code]), query).status_code == 200
    listed = client.get(reverse("project_list", args=[box.plan.slug]), {"year": "2023"})
    assert listed.status_code == 200
    assert yearly_sums(members(box.plan), fields=["city"], years=[2023])[2023].invested is None
