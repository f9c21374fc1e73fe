"""Projects merged and split: nothing is lost, nothing counts twice, all is on the record."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.db import transaction

from indicators.services.on_behalf import OnBehalf
from indicators.services.rounds import ensure_rounds
from indicators.workflow import Action, RefusedError
from plans.models import RecordEntry
from projects.models import Project, ProjectReport, RollUp
from projects.selectors.duties import project_duties
from projects.selectors.entry.desk import project_desk
from projects.services.reporting import (
    ReportEntry,
    ReportPlace,
    save_report,
    take_report_step,
)
from projects.services.structure import (
    Part,
    delete_project,
    merge_projects,
    split_project,
)
from projects.summing import members
from projects.sums import yearly_sums
from tests.factories import make_department, make_indicator, make_plan, make_project, make_section
from tests.people import make_clerk, make_planner, make_user
from tests.projects.reports import report

pytestmark = pytest.mark.django_db
NOW = datetime(2023, 7, 1, 4, 0, tzinfo=UTC)


@pytest.fixture
def section():
    return make_section(make_plan())


@pytest.fixture
def planner():
    return make_planner()


def project(section, *years, stage="approved", **fields):
    department = make_department()
    made = make_project(section, field="city", department=department, **fields)
    for year in years:
        ProjectReport.objects.create(
            project=made,
            year=year,
            department=department,
            stage=stage,
            reached_stage="construction",
            invested=Decimal(5),
            author=User.objects.get_or_create(username="reporter")[0],
            created_at=NOW,
            updated_at=NOW,
            decided_at=NOW,
        )
    return made


def sums(plan):
    found = yearly_sums(members(plan), fields=["city"], years=[2021, 2022, 2023])
    return [(each.count, each.invested) for each in found.values()]


def merge(one, other, user, **fields):
    merge_projects(
        one,
        into=other,
        keeps_history=fields.pop("keeps_history", True),
        reason=fields.pop("reason", "两期合并建设"),
        user=user,
        now=NOW,
    )


def test_two_projects_become_one(section, planner):
    one, other = project(section, 2021, 2022), project(section, 2022)
    assert sums(section.plan) == [(1, 5), (1, 10), (None, None)]
    merge(one, other, planner)
    assert sums(section.plan) == [(1, 5), (0, 10), (None, None)]
    one.refresh_from_db()
    assert (one.merged_into, str(one.retired_on), one.retired_reason) == (
        *(other, "2023-07-01"),
        "两期合并建设",
    )
    assert one.reports.count() == 2
    lines = RecordEntry.objects.filter(subject_kind="project").order_by("pk")
    assert [each.subject_key for each in lines] == [one.code, other.code]
    assert {each.reason for each in lines} == {"两期合并建设"}


def test_one_entered_twice_is_not_counted_twice(section, planner):
    one, other = project(section, 2021, 2022), project(section, 2022)
    merge(one, other, planner, keeps_history=False)
    assert sums(section.plan) == [(None, None), (1, 5), (None, None)]


def test_one_is_split_into_several(section, planner):
    whole = project(section, 2021, indicators=[make_indicator(section.plan)])
    made = split_project(
        whole,
        parts=[Part(code="north", name="北段"), Part(code="south", name="南段")],
        reason="分段核准",
        user=planner,
        now=NOW,
    )
    assert [each.split_from for each in made] == [whole, whole]
    assert all(each.indicators.count() == 1 and each.quote == whole.quote for each in made)
    assert sums(section.plan)[0] == (2, 5)
    assert RecordEntry.objects.filter(action="split").count() == 3


def split_in_two(whole, planner, now=NOW):
    parts = [Part(code="north", name="北段"), Part(code="south", name="南段")]
    return split_project(whole, parts=parts, reason="分段核准", user=planner, now=now)


def names_asked(plan, year):
    return [each.name for each in project_duties(plan, [year])]


def test_before_the_split_the_whole_is_asked_and_after_it_the_parts(section, planner):
    whole = project(section, 2021, name="环线")
    split_in_two(whole, planner)
    assert [names_asked(section.plan, year) for year in (2021, 2022, 2023, 2024)] == [
        *[["环线"], ["环线"]],
        *[["北段", "南段"], ["北段", "南段"]],
    ]


def test_a_part_split_again_is_asked_for_the_years_it_stood(section, planner):
    whole = project(section, name="环线")
    north, _ = split_in_two(whole, planner)
    parts = [Part(code="n1", name="北一"), Part(code="n2", name="北二")]
    later = NOW.replace(year=2024)
    split_project(north, parts=parts, reason="再分段", user=planner, now=later)
    assert [sorted(names_asked(section.plan, year)) for year in (2022, 2023, 2024)] == [
        ["环线"],
        ["北段", "南段"],
        ["北一", "北二", "南段"],
    ]


def test_a_year_before_the_split_is_refused_of_a_part_in_words(section, planner):
    whole = project(section, 2021, name="环线")
    ensure_rounds(section.plan)
    north, _ = split_in_two(whole, planner)
    behalf = OnBehalf(reason="补录", document="台账")
    for quarter in (None, 4):
        place = ReportPlace(project=north, year=2022, quarter=quarter)
        with pytest.raises(RefusedError, match=r"2023-07-01由“环线”拆分.*2022年的进展由“环线”填报"):
            save_report(place, ReportEntry(), user=planner, now=NOW, version=None, on_behalf=behalf)
    assert not north.reports.exists()


def test_what_a_part_had_sent_of_an_earlier_year_is_not_approved(section, planner):
    """Made by hand: sent before the whole alone was asked for it."""
    north, _ = split_in_two(project(section, 2021, name="环线"), planner)
    sent = ProjectReport.objects.create(
        project=north,
        year=2022,
        department=north.department,
        stage="submitted",
        reached_stage="construction",
        author=User.objects.get(username="reporter"),
        created_at=NOW,
        updated_at=NOW,
    )
    with pytest.raises(RefusedError, match="由“环线”填报"):
        take_report_step(sent.pk, Action.APPROVE, user=planner, now=NOW, version=sent.version)
    take_report_step(
        sent.pk, Action.RETURN, user=planner, now=NOW, version=sent.version, reason="由整体填报"
    )
    assert not project_desk([north.department], now=NOW).returned


def refused(match, act):
    before = list(Project.objects.order_by("pk").values())
    with pytest.raises(RefusedError, match=match), transaction.atomic():
        act()
    assert list(Project.objects.order_by("pk").values()) == before
    assert not RecordEntry.objects.exists()


def test_what_cannot_be_merged_or_split(section, planner):
    one, other = project(section), project(section)
    elsewhere = project(make_section(make_plan(slug="test-15")))
    refused("同一规划", lambda: merge(one, one, planner))
    refused("同一规划", lambda: merge(one, elsewhere, planner))
    refused("理由", lambda: merge(one, other, planner, reason=" "))
    under_way = project(section, 2021, stage="draft")
    refused("没办完", lambda: merge(under_way, other, planner))
    parts = [Part(code="a", name="甲"), Part(code=other.code, name="乙")]
    for given, words in ((parts[:1], "两个"), (parts, "重复"), (parts[:1] * 2, "重复")):
        refused(
            words,
            lambda given=given: split_project(
                one, parts=given, reason="分段", user=planner, now=NOW
            ),
        )
    for person in (make_user(), make_clerk(one.department)):
        refused("规划人员", lambda person=person: merge(one, other, person))


@pytest.mark.parametrize("quarter", [None, 4, 3], ids=["year", "last quarter", "not over yet"])
@pytest.mark.parametrize("how", ["merged", "split"])
def test_what_was_approved_of_the_running_year_is_not_dropped(section, planner, how, quarter):
    """By whole years; an earlier quarter is reported again by what takes its place."""
    one, other = project(section, 2022, 2023), project(section)
    one.reports.filter(year=2023).update(quarter=quarter)
    before = sums(section.plan)
    acts = {
        "merged": lambda: merge(one, other, planner),
        "split": lambda: split_in_two(one, planner),
    }
    label = one.reports.get(year=2023).period.label
    refused(
        f"{label}的填报已采用，停用后会不再计入合计；请先撤销采用，或到2024-01-01再办理", acts[how]
    )
    assert sums(section.plan) == before
    one.reports.filter(year=2023).update(quarter=2)
    acts[how]()
    one.refresh_from_db()
    assert one.retired_on is not None


@pytest.mark.parametrize(
    ("stage", "way_back"),
    [
        ("submitted", "请先退回“乙”2023年（已提交）的填报"),
        ("approved", "请先撤销采用“乙”2023年的填报"),
    ],
)
def test_a_quarter_is_not_left_to_one_that_told_of_the_year(section, planner, stage, way_back):
    one, other = project(section, 2023, name="甲"), project(section, name="乙")
    one.reports.update(quarter=1)
    told = report(other, 2023, invested="7", state=stage)
    before = sums(section.plan)
    refused(way_back, lambda: merge(one, other, planner))
    assert sums(section.plan) == before
    told.stage, told.reason = "returned", "重报"
    told.save()
    merge(one, other, planner)
    one.refresh_from_db()
    assert one.merged_into == other


def test_one_that_told_of_the_year_takes_over_what_was_not_reported(section, planner):
    one, other, twice = project(section, 2022), project(section, 2023), project(section, 2023)
    twice.reports.update(quarter=1)
    merge(one, other, planner)
    merge(twice, other, planner, keeps_history=False)
    assert other.merged.count() == 2


def test_an_unfinished_one_is_not_left_to_one_that_is_completed(section, planner):
    one, other = project(section, 2022, name="甲"), project(section, 2021, name="乙")
    other.reports.update(reached_stage="completed", physical_share=1)
    refused("“乙”已报建成投用，不用再报，而“甲”还没有", lambda: merge(one, other, planner))
    report(other, 2023, quarter=1)
    merge(one, other, planner)
    assert [each.name for each in project_duties(section.plan, [2024]) if each.is_owed] == ["乙"]


def test_a_completed_one_and_one_entered_twice_are_left_to_one_that_is_completed(section, planner):
    other, done, twice = (project(section, 2022) for _ in range(3))
    for each in (other, done):
        each.reports.update(reached_stage="completed", physical_share=1)
    merge(done, other, planner)
    merge(twice, other, planner, keeps_history=False)
    assert other.merged.count() == 2


def test_after_the_plan_nobody_is_asked_whatever_is_merged(section, planner):
    one, other = project(section, 2025), project(section, 2025)
    other.reports.update(reached_stage="completed", physical_share=1)
    merge_projects(
        *(one,),
        into=other,
        keeps_history=True,
        reason="合并",
        user=planner,
        now=NOW.replace(year=2026),
    )
    assert other.merged.get() == one


def test_one_entered_twice_drops_its_year_too(section, planner):
    one, other = project(section, 2023), project(section, 2023)
    merge(one, other, planner, keeps_history=False)
    assert sums(section.plan)[2] == (1, 5)


def test_a_retired_project_is_not_merged_again(section, planner):
    one, other, third = (project(section) for _ in range(3))
    merge(one, other, planner)
    for pair in ((one, third), (third, one)):
        with pytest.raises(RefusedError, match="停用"):
            merge(*pair, planner)


def test_a_mistake_is_deleted_on_the_record_and_the_sums_follow(section, planner):
    mistake = project(section, name="重复的桥")
    indicator = make_indicator(section.plan)
    roll_up = RollUp.objects.create(indicator=indicator, measure="count", fields=["city"])
    delete_project(mistake, user=planner, now=NOW)
    assert not Project.objects.exists()
    line = RecordEntry.objects.get()
    assert (line.action_name, line.subject_key, line.actor) == ("删除项目", mistake.code, planner)
    assert line.details["原"]["名称"] == "重复的桥"
    roll_up.refresh_from_db()
    assert roll_up.stale_since == NOW


def test_what_has_a_history_is_not_deleted(section, planner):
    reported, merged, into, whole = (project(section, *years) for years in ((2021,), (), (), ()))
    merge(merged, into, planner)
    parts = [Part(code="north", name="北段"), Part(code="south", name="南段")]
    made = split_project(whole, parts=parts, reason="分段核准", user=planner, now=NOW)
    for each in (reported, merged, into, whole, *made):
        with pytest.raises(RefusedError, match="不能删除"):
            delete_project(each, user=planner, now=NOW)
    assert Project.objects.count() == 6


def test_only_stewards_delete(section):
    mistake = project(section)
    with pytest.raises(RefusedError, match="规划人员"):
        delete_project(mistake, user=make_clerk(mistake.department), now=NOW)
    assert Project.objects.exists()
