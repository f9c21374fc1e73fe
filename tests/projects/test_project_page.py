"""The page of one project: what was promised, what became of it, and why it has its light."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from indicators.workflow import Stage
from tests.factories import (
    judge,
    make_department,
    make_indicator,
    make_plan,
    make_project,
    make_section,
)
from tests.projects.reports import claim, milestone, promise, report

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return make_plan()


@pytest.fixture
def box(plan):
    return make_section(plan, code="box03", kind="box", number="3", title="工程")


def page(client, project, **query):
    return client.get(project.get_absolute_url(), {"year": "2023", **query})


def text(client, project, **query) -> str:
    return page(client, project, **query).content.decode()


class TestThePlan:
    def test_it_shows_what_the_plan_says(self, client, plan, box):
        beds = make_indicator(plan, name="床位", base="0", actuals={2023: "90"})
        promise("开展前期", "preparation", "stage")
        project = make_project(
            box,
            name="医院",
            promised_stage="开展前期",
            quote="开展医院前期",
            department=make_department(code="wjw", name="市卫生健康委"),
            indicators=[beds],
            start=date(2021, 1, 1),
            end=date(2024, 12, 31),
            total_investment=Decimal("12.5000"),
        )
        judge(plan)
        content = text(client, project)
        for words in ("开展前期", "开展医院前期", "（拟）", "2021—2024", "12.5 亿元"):
            assert words in content
        for words in ("床位", "快于预期", "同一句话", "规划期末应到“前期”"):
            assert words in content

    def test_what_the_plan_does_not_say_is_not_made_up(self, client, box):
        facts = text(client, make_project(box)).split('<dl class="facts">')[1]
        assert facts.split("</dl>")[0].count("规划未写明") == 3

    def test_a_confirmed_department_is_not_called_proposed(self, client, box):
        project = make_project(box, department=make_department(), departments_confirmed=True)
        assert "（拟）" not in text(client, project).split("<footer")[0]

    def test_an_unknown_project_is_not_found(self, client):
        assert client.get("/projects/nothing/").status_code == 404


class TestTheLight:
    def test_its_arithmetic_and_thresholds_stand_beside_it(self, client, box):
        project = make_project(box)
        report(project, 2023, share="0.45")
        content = text(client, project)
        assert "应完成60%，实际完成45%，落后15个百分点：滞后。" in content
        assert "36÷60＝60%" in content
        assert "落后 10 个百分点以内基本正常，30 个百分点以内滞后" in content
        assert "规则第" in content

    def test_without_a_report_it_is_grey_and_says_whom_to_ask(self, client, box):
        project = make_project(box, department=make_department(code="jtj", name="市交通运输局"))
        content = text(client, project)
        assert "light-grey" in content
        assert "请问交通运输局" in content

    def test_where_nobody_answers_for_it_the_page_says_who_decides(self, client, box):
        assert "责任部门（未定" in text(client, make_project(box))

    def test_the_last_light_stands_beside_a_missing_one(self, client, box):
        project = make_project(box)
        report(project, 2022, share="0.05")
        content = text(client, project)
        assert "上一次：2022年" in content
        assert "严重滞后" in content

    def test_a_halt_shows_its_reason(self, client, box):
        project = make_project(box)
        report(project, 2023, share="0.7", stage="halted", halt_reason="用地指标未落实")
        assert "用地指标未落实" in text(client, project)


class TestHistory:
    def test_it_tells_every_approved_report_latest_first(self, client, box):
        project = make_project(box)
        report(project, 2022, share="0.4", progress_text="桩基完成")
        report(project, 2023, quarter=1, share="0.45", progress_text="主体开工")
        report(project, 2023, share="0.6", progress_text="主体封顶")
        history = page(client, project).context["detail"].history
        assert [each.period_label for each in history] == ["2023年", "2023年第一季度", "2022年"]
        assert [each.is_latest_of_year for each in history] == [True, False, True]
        content = text(client, project)
        assert content.index("主体封顶") < content.index("主体开工") < content.index("桩基完成")

    def test_drafts_are_not_shown_to_anyone(self, client, box):
        project = make_project(box)
        report(project, 2023, share="0.4", progress_text="草稿内容", state=Stage.DRAFT)
        assert "草稿内容" not in text(client, project)

    def test_looking_back_shows_what_was_approved_by_then(self, client, box):
        project = make_project(box)
        report(project, 2023, share="0.4", progress_text="主体封顶")
        assert "主体封顶" not in text(client, project, known_on="2024-04-01")
        assert "主体封顶" in text(client, project, known_on="2024-04-02")

    def test_events_stand_in_the_order_of_their_days(self, client, box):
        project = make_project(box)
        step = milestone(project, "开工", due_on=date(2021, 12, 31), due_share="0.1")
        milestone(project, "竣工", due_on=date(2025, 6, 30), due_share="1")
        claim(report(project, 2022, share="0.4"), step, reached_on=date(2022, 2, 1))
        events = page(client, project).context["detail"].events
        assert [(f"{each.on:%Y-%m}", each.kind) for each in events] == [
            ("2021-01", "plan"),
            ("2022-02", "reached"),
            ("2022-12", "report"),
            ("2025-06", "step"),
            ("2025-12", "plan"),
        ]


class TestMoney:
    def test_each_number_of_the_chart_stands_in_the_table(self, client, box):
        project = make_project(box, total_investment=Decimal(20))
        report(project, 2021, share="0.1", invested="1.5")
        report(project, 2023, share="0.6", invested="0")
        response = page(client, project)
        years = response.context["detail"].years
        assert [(each.invested_text, each.cumulated_text) for each in years] == [
            ("1.5", "1.5"),
            ("", ""),
            ("0", "1.5"),
            ("", ""),
            ("", ""),
        ]
        assert [dot.name for dot in response.context["money"].dots] == ["1.5", "1.5"]
        assert "总投资 20" in response.content.decode()

    def test_the_charts_say_their_finding_and_where_it_comes_from(self, client, box):
        project = make_project(box, name="大桥", total_investment=Decimal(20))
        report(project, 2021, share="0.1", invested="1.5")
        report(project, 2023, share="0.6", invested="0")
        judge(box.plan)
        content = text(client, project)
        assert "到2023年累计完成投资 1.5 亿元，占总投资的8%" in content
        assert 'data-save-picture="大桥投资"' in content
        assert 'data-save-picture="大桥进度"' in content
        assert content.count("来源：已采用的项目报告（2021年、2023年）") == 2

    def test_money_is_told_as_exactly_as_it_was_reported(self, client, box):
        project = make_project(box, total_investment=Decimal(100))
        report(project, 2023, share="0.1", invested="0.0001")
        judge(box.plan)
        response = page(client, project)
        content = response.content.decode()
        assert "到2023年累计完成投资 0.0001 亿元，占总投资的0.0001%" in content
        assert [dot.name for dot in response.context["money"].dots] == ["0.0001"]
        assert response.context["money_figure"]["data"][1]["customdata"] == ["0.0001亿元"]
        (told,) = [each for each in response.context["detail"].years if each.year == 2023]
        assert (told.invested_text, told.cumulated_text) == ("0.0001", "0.0001")

    def test_a_chart_names_the_reports_of_all_its_points_whatever_year_is_asked(self, client, box):
        project = make_project(box)
        report(project, 2021, quarter=4, share="0.1", invested="1.5")
        report(project, 2022, share="0.4", invested="2")
        report(project, 2023, share="0.6")
        judge(box.plan)
        content = text(client, project, year="2022")
        assert "来源：已采用的项目报告（2021年第四季度、2022年）" in content
        assert "来源：已采用的项目报告（2021年第四季度、2022年、2023年）" in content

    def test_a_saved_picture_says_that_its_figures_are_invented(self, client, box, settings):
        settings.DEMO = True
        project = make_project(box)
        report(project, 2023, share="0.6", invested="1")
        assert "来源：演示数据（虚构）；已采用的项目报告" in text(client, project)

    def test_the_amounts_are_a_file(self, client, box):
        project = make_project(box, total_investment=Decimal(20))
        report(project, 2021, share="0.1", invested="1.5")
        report(project, 2023, share="0.6", invested="0")
        file = client.get(reverse("project_money_csv", args=[project.code]), {"year": "2023"})
        header, *rows = file.content.decode("utf-8-sig").splitlines()
        assert header == "年份,当年完成投资（亿元）,累计（亿元）,来自报告,计入合计"
        assert [row.split(",")[:3] for row in rows[:3]] == [
            ["2021", "1.5", "1.5"],
            ["2022", "", ""],
            ["2023", "0", "1.5"],
        ]

    def test_the_progress_is_a_file(self, client, box):
        project = make_project(box)
        milestone(project, "合龙", due_on=date(2024, 12, 31), due_share="0.8")
        report(project, 2023, share="0.6")
        file = client.get(reverse("project_progress_csv", args=[project.code]), {"year": "2023"})
        header, *rows = file.content.decode("utf-8-sig").splitlines()
        assert header == "日期,内容,形象进度（%）,名称,说明"
        assert "2025-12-31,应完成,100,," in rows
        assert "2024-12-31,节点,80,合龙,还没有报告完成" in rows
        assert "2023-12-31,报告,60,2023年 60%,在建，正常" in rows
        assert "2023-12-31,阶段,,在建," in rows

    def test_the_charts_can_be_explored(self, client, box):
        project = make_project(box, total_investment=Decimal(20))
        report(project, 2023, share="0.6", invested="2")
        context = page(client, project).context
        names = [trace["name"] for trace in context["progress_figure"]["data"]]
        assert names == ["应完成", "报告的进度"]
        assert [trace["name"] for trace in context["money_figure"]["data"]] == [
            "当年完成投资",
            "累计",
            "规划总投资",
        ]

    def test_without_amounts_it_says_where_they_come_from(self, client, box):
        project = make_project(box)
        report(project, 2023, share="0.6")
        assert "还没有已采用的投资数" in text(client, project)


class TestProblem:
    def test_owner_and_day_are_shown_and_an_overdue_one_is_marked(self, client, box):
        project = make_project(box)
        owed = {"problem_owner": "张三", "problem_due_on": date(2024, 6, 30)}
        report(project, 2023, share="0.6", problem="征地未完成", **owed)
        content = text(client, project)
        for words in ("征地未完成", "张三", "2024-06-30", "已过期限"):
            assert words in content
        assert "已过期限" not in text(client, project, known_on="2024-06-01")

    def test_a_problem_of_an_older_report_is_history(self, client, box):
        project = make_project(box)
        report(project, 2022, share="0.4", problem="征地未完成")
        report(project, 2023, share="0.6")
        assert page(client, project).context["detail"].problem is None


class TestRetired:
    def test_a_merged_project_stays_readable_and_leads_on(self, client, box):
        target, old = make_project(box, name="新项目"), make_project(box, name="老项目")
        old.merged_into, old.retired_on, old.retired_reason = target, date(2023, 5, 1), "合并建设"
        old.save()
        content = text(client, old)
        assert "起停用：合并建设" in content
        assert target.get_absolute_url() in content
        assert "老项目" in text(client, target)

    @pytest.mark.parametrize(
        ("query", "is_told"),
        [({"known_on": "2023-04-30"}, False), ({"known_on": "2023-05-01"}, True), ({}, True)],
    )
    def test_a_merger_is_told_from_its_day_on(self, client, box, query, is_told):
        target, old = make_project(box, name="新项目"), make_project(box, name="老项目")
        old.merged_into, old.retired_on, old.retired_reason = target, date(2023, 5, 1), "合并建设"
        old.save()
        assert ("老项目" in text(client, target, **query)) == is_told
        assert ("新项目" in text(client, old, **query)) == is_told

    def test_a_split_project_and_its_parts_lead_to_each_other(self, client, box):
        whole = make_project(box, name="全线")
        parts = [make_project(box, name=name, split_from=whole) for name in ("北段", "南段")]
        assert "拆分为" not in text(client, whole)
        whole.retired_on, whole.retired_reason = date(2023, 5, 1), "分段核准"
        whole.save()
        links = [f'<a href="{each.get_absolute_url()}?year=2023">{each.name}</a>' for each in parts]
        assert f"拆分为 {'、'.join(links)}。" in " ".join(text(client, whole).split())
        for part in parts:
            content = text(client, part)
            assert "拆分自" in content
            assert f'<a href="{whole.get_absolute_url()}?year=2023">全线</a>' in content
        assert "拆分自" not in text(client, whole)


@pytest.mark.parametrize("reports", [1, 20])
def test_queries_do_not_grow(client, django_assert_num_queries, plan, box, reports):
    indicators = [make_indicator(plan) for _ in range(reports)]
    project = make_project(box, indicators=indicators, regions=[plan.region])
    for number in range(reports):
        report(project, 2021 + number // 4, quarter=number % 4 + 1, share="0.1")
    judge(plan)
    with django_assert_num_queries(21):
        page(client, project)
