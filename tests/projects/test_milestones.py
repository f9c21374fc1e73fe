"""The milestones planners set: checked, with their reason on the record, never behind a report."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from indicators.workflow import Action, RefusedError
from plans.models import RecordEntry
from projects.due_steps import DueStep, step_faults
from projects.milestones import milestones_of
from projects.models import MilestoneClaim
from projects.services.milestones import FaultyMilestonesError, set_milestones
from projects.services.reporting import take_report_step
from tests.factories import make_department, make_plan, make_project, make_section
from tests.people import make_clerk, make_planner, make_user
from tests.projects.reports import claim, milestone, report

NOW = datetime(2023, 7, 1, 4, 0, tzinfo=UTC)
FIRST, LAST = date(2021, 1, 1), date(2025, 12, 31)


def step(title, year, share, key=None):
    return DueStep(title=title, due_on=date(year, 6, 30), due_share=Decimal(share), key=key)


@pytest.mark.parametrize(
    ("steps", "places"),
    [
        pytest.param([("立项", 2021, "0"), ("初设", 2022, "0")], [], id="still at first"),
        pytest.param([("封顶", 2023, "0.6"), ("开工", 2021, "0.1")], [], id="any order"),
        pytest.param([("全部", 2025, "1")], [], id="the whole"),
        pytest.param([("全部", 2025, "1.01")], [(0, "due_share")], id="more than the whole"),
        pytest.param([("立项", 2021, "-0.1")], [(0, "due_share")] * 2, id="less than nothing"),
        pytest.param([("立项", 2020, "0")], [(0, "due_on")], id="before its time"),
        pytest.param([("竣工", 2026, "1")], [(0, "due_on")], id="after its time"),
        pytest.param(
            [("封顶", 2022, "0.6"), ("开工", 2023, "0.5")], [(1, "due_share")], id="falling"
        ),
        pytest.param(
            [("封顶", 2022, "0.6"), ("封顶", 2023, "0.7")],
            [(0, "title"), (1, "title")],
            id="one name twice",
        ),
        pytest.param(
            [("主体 1", 2022, "0.6"), ("主体1", 2023, "0.7"), ("别的", 2023, "0.7")],
            [(0, "title"), (1, "title")],
            id="alike in a cell",
        ),
        pytest.param([("完工；进场", 2022, "0.6")], [(0, "title")], id="cut by a semicolon"),
    ],
)
def test_what_is_due_stays_in_time_and_never_falls(steps, places):
    faults = step_faults([step(*each) for each in steps], first=FIRST, last=LAST)
    assert [(each.place, each.field) for each in faults] == places


@pytest.fixture
def project(db):
    return make_project(make_section(make_plan()), name="大桥", department=make_department())


@pytest.fixture
def planner(db):
    return make_planner()


def put(project, *steps, user, reason="年度计划", seen=None):
    seen = milestones_of(project).seen if seen is None else seen
    set_milestones(project, steps, seen=seen, reason=reason, user=user, now=NOW)


def titles(project):
    return [each.title for each in milestones_of(project).steps]


class TestSetting:
    def test_is_on_the_record_with_what_was_there_before(self, project, planner):
        put(project, step("开工", 2022, "0.1"), user=planner)
        first = milestones_of(project).steps[0]
        put(project, step("开工", 2023, "0.1", key=first.key), user=planner, reason="延期批复")
        line = RecordEntry.objects.latest("pk")
        assert (line.subject_key, line.reason) == (project.code, "延期批复")
        assert line.details == {
            "原": {"节点“开工”": "2022-06-30，应完成10%"},
            "新": {"节点“开工”": "2023-06-30，应完成10%"},
        }
        assert project.milestones.get().pk == first.key

    def test_removes_what_is_left_out_and_lets_two_change_titles(self, project, planner):
        put(
            project,
            *(step(*each) for each in [("甲", 2022, "0.1"), ("乙", 2023, "0.2")]),
            user=planner,
        )
        one, other = milestones_of(project).steps
        put(
            project,
            step("乙", 2022, "0.1", one.key),
            step("甲", 2023, "0.2", other.key),
            user=planner,
        )
        assert titles(project) == ["乙", "甲"]
        put(project, step("乙", 2022, "0.1", one.key), user=planner)
        assert titles(project) == ["乙"]

    def test_keeps_to_the_days_the_project_states(self, project, planner):
        project.start, project.end = date(2022, 3, 1), date(2023, 3, 31)
        project.save()
        with pytest.raises(FaultyMilestonesError) as refused:
            put(project, step("开工", 2023, "0.1"), user=planner)
        assert "2022-03-01至2023-03-31" in refused.value.faults[0].message

    def test_asks_no_less_than_at_a_milestone_already_reached(self, project, planner):
        roof = milestone(project, "封顶", due_on=date(2022, 6, 30), due_share="0.6")
        claim(report(project, 2022), roof, reached_on=date(2022, 5, 1))
        with pytest.raises(FaultyMilestonesError, match="没有保存"):
            put(project, step("装修", 2023, "0.5"), user=planner)
        with pytest.raises(RefusedError, match="已完成的节点“封顶”"):
            put(project, step("开工", 2021, "0.7"), user=planner)
        put(project, step("装修", 2023, "0.8"), user=planner)
        assert titles(project) == ["封顶", "装修"]


def refused(match, project, *steps, **given):
    before = milestones_of(project)
    with pytest.raises(RefusedError, match=match):
        put(project, *steps, **given)
    assert milestones_of(project) == before
    assert not RecordEntry.objects.exists()


class TestRefused:
    def test_whoever_is_no_planner_or_gives_no_reason(self, project, planner):
        one = step("开工", 2022, "0.1")
        for person in (make_user(), make_clerk(project.department)):
            refused("规划人员", project, one, user=person)
        refused("理由", project, one, user=planner, reason=" ")
        refused("没有改动", project, user=planner)

    def test_a_milestone_that_an_approved_report_claims(self, project, planner):
        roof = milestone(project, "封顶", due_on=date(2022, 6, 30), due_share="0.6")
        claim(report(project, 2022), roof, reached_on=date(2022, 5, 1))
        refused("撤销采用", project, step("封顶", 2023, "0.6", roof.pk), user=planner)

    def test_removing_one_that_a_report_under_way_claims(self, project, planner):
        roof = milestone(project, "封顶", due_on=date(2022, 6, 30), due_share="0.6")
        claim(report(project, 2022, state="draft"), roof, reached_on=date(2022, 5, 1))
        refused("自己的草稿，请它去掉这个节点并保存", project, user=planner)

    @pytest.mark.parametrize("state", ["draft", "submitted", "signed"])
    def test_changing_one_that_a_report_under_way_claims(self, project, planner, state):
        roof = milestone(project, "封顶", due_on=date(2022, 6, 30), due_share="0.6")
        told = report(project, 2022, state=state)
        claim(told, roof, reached_on=date(2022, 5, 1))
        stage = told.get_stage_display()
        words = f"节点“封顶”不能改动或删除：项目“{project}”2022年的填报（{stage}）里报了完成"
        renamed = step("主体封顶", 2022, "0.6", roof.pk)
        refused(words, project, renamed, user=planner)
        refused(words, project, step("封顶", 2022, "0.1", roof.pk), user=planner)
        same = step("封顶", 2022, "0.6", roof.pk)
        put(project, same, step("竣工", 2023, "1"), user=planner)
        assert titles(project) == ["封顶", "竣工"]

    @pytest.mark.parametrize(
        ("state", "fields", "way_out"),
        [
            ("submitted", {}, "请先退回这份填报，由统计局去掉这个节点后再改"),
            ("signed", {}, "请先退回这份填报"),
            (
                "returned",
                {"reason": "查实"},
                "这份填报已退回，请统计局去掉这个节点并保存",
            ),
            ("draft", {"on_behalf_reason": "补录"}, "规划人员代填的草稿，请在代填页去掉"),
        ],
        ids=["submitted", "signed", "returned", "entered for it"],
    )
    def test_what_a_report_claims_with_what_to_do_about_it(
        self, project, planner, state, fields, way_out
    ):
        roof = milestone(project, "封顶", due_on=date(2022, 6, 30), due_share="0.6")
        claim(report(project, 2022, state=state, **fields), roof, reached_on=date(2022, 5, 1))
        refused(way_out, project, user=planner)

    def test_what_was_revoked_and_is_the_departments_again(self, project, planner):
        roof = milestone(project, "封顶", due_on=date(2022, 6, 30), due_share="0.6")
        told = report(project, 2022)
        claim(told, roof, reached_on=date(2022, 5, 1))
        take_report_step(
            told.pk, Action.REVOKE, user=planner, now=NOW, version=told.version, reason="填错"
        )
        with pytest.raises(RefusedError, match="2022年的填报（退回）里报了完成，这份填报已退回"):
            put(project, user=planner)
        MilestoneClaim.objects.all().delete()
        put(project, user=planner)
        assert not project.milestones.exists()

    def test_what_somebody_changed_meanwhile(self, project, planner):
        seen = milestones_of(project).seen
        milestone(project, "封顶", due_on=date(2022, 6, 30), due_share="0.6")
        refused("有人改过", project, step("开工", 2022, "0.1"), user=planner, seen=seen)

    def test_a_milestone_of_another_project(self, project, planner):
        other = make_project(project.section)
        roof = milestone(other, "封顶", due_on=date(2022, 6, 30), due_share="0.6")
        refused("不是这个项目", project, step("封顶", 2022, "0.6", roof.pk), user=planner)

    def test_a_project_that_was_merged_or_split(self, project, planner):
        project.retired_on, project.retired_reason = date(2023, 1, 1), "重复登记"
        project.save()
        refused("停用", project, step("开工", 2022, "0.1"), user=planner)


def posted(client, url, *rows, **more):
    page = client.get(url)
    empty = {"step-INITIAL_FORMS": sum(bool(row.get("key")) for row in rows)}
    fields = {
        f"step-{place}-{name}": value
        for place, row in enumerate(rows)
        for name, value in row.items()
    }
    seen = page.context["why"].initial["seen"]
    return client.post(
        url,
        {
            "step-TOTAL_FORMS": len(rows),
            "seen": seen,
            "reason": "年度计划",
            **empty,
            **fields,
            **more,
        },
    )


class TestThePage:
    @pytest.fixture
    def url(self, project):
        return reverse("review_project_milestones", args=[project.code])

    def test_is_reached_from_the_project_by_those_who_may(self, client, project, planner, url):
        assert url not in client.get(project.get_absolute_url()).content.decode()
        client.force_login(planner)
        assert url in client.get(project.get_absolute_url()).content.decode()

    def test_sets_changes_and_removes(self, client, project, planner, url):
        client.force_login(planner)
        row = {"title": "封顶", "due_on": "2023-06-30", "due_share": "60％"}
        answer = posted(client, url, row, {"title": "", "due_on": "", "due_share": ""})
        assert answer.url == f"{project.get_absolute_url()}#progress"
        made = project.milestones.get()
        assert (made.title, made.due_share) == ("封顶", Decimal("0.6"))
        assert 'value="60"' in client.get(url).content.decode()
        posted(client, url, {**row, "key": made.pk, "DELETE": "on"})
        assert not project.milestones.exists()

    def test_says_beside_the_field_what_is_wrong_and_keeps_what_was_typed(
        self, client, project, planner, url
    ):
        client.force_login(planner)
        rows = [
            {"title": "封顶", "due_on": "2023-06-30", "due_share": "60"},
            {"title": "装修", "due_on": "2024-06-30", "due_share": "50"},
        ]
        answer = posted(client, url, *rows)
        assert answer.status_code == 422
        assert "不能比更早的节点少，那时已应完成60%" in answer.content.decode()
        assert 'value="装修"' in answer.content.decode()
        assert (
            "请填写到这一天" in posted(client, url, {**rows[0], "due_share": ""}).content.decode()
        )
        assert "这期间有人改过" in posted(client, url, rows[0], seen="else").content.decode()
        assert not project.milestones.exists()

    def test_shows_what_was_reached_and_offers_no_change_of_it(self, client, project, planner, url):
        roof = milestone(project, "封顶", due_on=date(2022, 6, 30), due_share="0.6")
        claim(report(project, 2022), roof, reached_on=date(2022, 5, 1))
        client.force_login(planner)
        content = client.get(url).content.decode()
        assert "2022-05-01 完成" in content
        assert 'value="封顶"' not in content

    @pytest.mark.parametrize("state", ["returned", "submitted"])
    def test_names_the_reports_that_hold_a_milestone_and_leads_to_them(
        self, client, project, planner, url, state
    ):
        roof = milestone(project, "封顶", due_on=date(2022, 6, 30), due_share="0.6")
        told = report(project, 2022, state=state, reason="查实" if state == "returned" else "")
        claim(told, roof, reached_on=date(2022, 5, 1))
        client.force_login(planner)
        row = {"key": roof.pk, "title": "主体", "due_on": "2022-06-30", "due_share": "60"}
        answer = posted(client, url, row)
        assert answer.status_code == 422
        (line,) = answer.context["claims"]
        assert line.url == reverse("review_project", args=[told.pk])
        assert f'href="{line.url}"' in answer.content.decode()
        assert client.get(line.url).status_code == 200

    def test_leads_to_no_draft_of_a_department(self, client, project, planner, url):
        roof = milestone(project, "封顶", due_on=date(2022, 6, 30), due_share="0.6")
        claim(report(project, 2022, state="draft"), roof, reached_on=date(2022, 5, 1))
        client.force_login(planner)
        answer = client.get(url)
        assert [each.url for each in answer.context["claims"]] == [""]
        assert "自己的草稿" in answer.content.decode()

    def test_leads_to_what_confirmed_a_milestone(self, client, project, planner, url):
        roof = milestone(project, "封顶", due_on=date(2022, 6, 30), due_share="0.6")
        told = report(project, 2022)
        claim(told, roof, reached_on=date(2022, 5, 1))
        client.force_login(planner)
        content = client.get(url).content.decode()
        assert (
            f'<a href="{reverse("review_project", args=[told.pk])}">2022年（封顶）</a>' in content
        )

    def test_of_a_merged_project_is_closed_and_leads_to_the_other(
        self, client, project, planner, url
    ):
        milestone(project, "封顶", due_on=date(2022, 6, 30), due_share="0.6")
        other = make_project(project.section, name="新桥")
        project.retired_on, project.retired_reason = date(2023, 1, 1), "并作一个项目"
        project.merged_into = other
        project.save()
        client.force_login(planner)
        content = client.get(url).content.decode()
        assert "自 2023-01-01 起停用，节点不再改动。理由：并作一个项目" in content
        assert reverse("review_project_milestones", args=[other.code]) in content
        assert "保存节点" not in content
        assert "停用时的节点" in content
        assert client.post(url, {"reason": "年度计划"}).status_code == 422
        assert titles(project) == ["封顶"]

    def test_of_a_split_project_names_the_parts_that_have_none_yet(
        self, client, project, planner, url
    ):
        part = make_project(project.section, name="北段", split_from=project)
        project.retired_on, project.retired_reason = date(2023, 1, 1), "分段"
        project.save()
        client.force_login(planner)
        content = client.get(url).content.decode()
        assert "原项目的节点没有带过去" in content
        assert reverse("review_project_milestones", args=[part.code]) in content

    def test_takes_as_many_queries_for_many(
        self, client, project, planner, url, django_assert_num_queries
    ):
        client.force_login(planner)
        milestone(project, "封顶", due_on=date(2022, 6, 30), due_share="0.6")
        client.get(url)
        with django_assert_num_queries(11):
            client.get(url)
        for each in range(20):
            milestone(project, f"节点{each}", due_on=date(2023, 6, 30), due_share="0.7")
        with django_assert_num_queries(11):
            client.get(url)
