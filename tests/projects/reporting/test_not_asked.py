"""What was reported of a year before its project was split or merged, and is revoked later.

Nobody reports that period of that project again: the revocation settles it, its words stay in
the record, and those who report the year in its place see what was said.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from indicators.workflow import Action, RefusedError
from projects.models import FormerReport, MilestoneClaim, Project, ProjectReport
from projects.not_asked import why_not_asked
from projects.selectors.entry.before import told_of_the_year
from projects.services.structure import Part, merge_projects, require_movable, split_project
from tests.factories import make_department
from tests.projects.reporting.conftest import YEAR
from tests.projects.reports import claim, milestone, report

pytestmark = pytest.mark.django_db


@pytest.fixture
def parts(desk):
    """Return the parts of the road, split in the year of which a quarter had been approved."""
    told = report(desk.road, YEAR, quarter=1, share="0.4", invested="3")
    tunnel = milestone(desk.road, "洞通", due_on=date(YEAR, 6, 30), due_share="0.4")
    claim(told, tunnel, reached_on=date(YEAR, 2, 1))
    names = [Part(code="north", name="北段"), Part(code="south", name="南段")]
    at = timezone.now().replace(year=YEAR, month=7, day=1)
    return split_project(desk.road, parts=names, reason="分段", user=desk.planner, now=at)


@pytest.fixture
def revoked(desk, parts):
    told = desk.road.reports.get()
    return desk.step(told, Action.REVOKE, reason="数填大了")


def text(page) -> str:
    return " ".join(page.content.decode().split())


def test_before_it_is_revoked_the_page_says_that_this_settles_it(desk, parts, planner):
    page = text(planner.get(reverse("review_project", args=[desk.road.reports.get().pk])))
    assert f"{YEAR}年的进展由“北段”、“南段”填报。" in page
    assert "撤销即办结，没有部门再报这一期" in page
    assert "退回部门重报" not in page


def test_what_was_said_stays_and_nobody_is_asked_for_it_again(desk, revoked, planner, clerk):
    assert FormerReport.objects.get().claims == {"洞通": f"{YEAR}-02-01"}
    page = text(planner.get(reverse("review_project", args=[revoked.pk])))
    assert "没有需要办理的：这一期不由这个项目再报" in page
    assert "现在由部门处理" not in page
    page = text(clerk.get(desk.url(desk.road, f"{YEAR}-q1")))
    assert f"不再填报；{YEAR}年的进展由“北段”、“南段”填报。" in page
    assert 'name="reached_stage"' not in page


def test_the_queue_says_it_beside_the_report(desk, revoked, planner):
    page = text(planner.get(reverse("review_projects"), {"stage": "returned"}))
    assert "这一期由后续或原来的项目填报，本填报不计入合计" in page


@pytest.mark.parametrize("is_revoked", [False, True])
def test_those_who_report_the_year_see_it(desk, parts, clerk, is_revoked):
    if is_revoked:
        desk.step(desk.road.reports.get(), Action.REVOKE, reason="数填大了")
    page = text(clerk.get(desk.url(parts[0])))
    assert "合并、拆分前本年已报" in page
    assert f"{YEAR}年第一季度（{'退回' if is_revoked else '已采用'}）：在建 · 形象进度40%" in page
    assert ("撤销理由：数填大了" in page) == is_revoked
    assert "拆分的各报自己的一份" in page
    assert "拆分前本年已报" not in text(clerk.get(desk.url(desk.museum)))


def test_planners_who_report_for_the_department_see_it_too(desk, parts, planner):
    def entering(project):
        place = [desk.plan.slug, f"{YEAR}", project.code]
        return text(planner.get(reverse("review_project_enter", args=place)))

    page = entering(parts[0])
    assert "合并、拆分前本年已报" in page
    assert f"{YEAR}年第一季度（已采用）：在建 · 形象进度40%" in page
    assert "拆分前本年已报" not in entering(desk.museum)


def test_what_is_not_its_own_is_in_no_total(desk, planner, clerk):
    """As on its public page and in its file: years before the split, none from it on."""
    desk.road.total_investment = Decimal(6)
    desk.road.save()
    report(desk.road, YEAR - 1, share="0.2", invested="5")
    told = report(desk.road, YEAR, quarter=1, share="0.4", invested="3")
    later = report(desk.road, YEAR + 1, share="0.5", invested="1")
    names = [Part(code="north", name="北段"), Part(code="south", name="南段")]
    at = timezone.now().replace(year=YEAR, month=7, day=1)
    split_project(desk.road, parts=names, reason="分段", user=desk.planner, now=at)
    public = clerk.get(desk.road.get_absolute_url()).context["detail"].years
    assert [each.cumulated for each in public if each.cumulated is not None] == [5]
    for each in (told, later):
        page = planner.get(reverse("review_project", args=[each.pk]))
        assert page.context["review"].fields.total_text == "5"
        assert not page.context["review"].doubts
        assert "本期不计入" in text(page)
    form = clerk.get(desk.url(desk.road, f"{YEAR}-q1"))
    assert form.context["form"].total_text == "5"
    assert "累计 5 亿元（本期不计入）" in text(form)


def test_what_is_its_own_is_in_the_total(desk, parts, planner):
    report(parts[0], YEAR - 1, share="0.1", invested="4")
    own = report(parts[0], YEAR, share="0.2", invested="2")
    page = planner.get(reverse("review_project", args=[own.pk]))
    assert page.context["review"].fields.before_text == ""
    assert page.context["review"].fields.total_text == "2"
    assert "本期不计入" not in text(page)


def test_it_holds_neither_milestone_nor_department(desk, revoked):
    assert not MilestoneClaim.objects.exists()
    require_movable(desk.road, make_department(code="new", name="市新局"))


def test_one_of_a_year_of_its_own_is_still_to_be_sent_and_holds_both(desk):
    told = report(desk.road, YEAR - 1, share="0.4")
    names = [Part(code="north", name="北段"), Part(code="south", name="南段")]
    at = timezone.now().replace(year=YEAR, month=7, day=1)
    split_project(desk.road, parts=names, reason="分段", user=desk.planner, now=at)
    desk.step(told, Action.REVOKE, reason="数填大了")
    with pytest.raises(RefusedError, match="没办完的填报"):
        require_movable(desk.road, make_department(code="new", name="市新局"))


def test_what_was_merged_is_seen_by_the_one_that_stays_unless_entered_twice(desk):
    for keeps, expected in ((True, 1), (False, 0)):
        Project.objects.filter(pk=desk.road.pk).update(
            retired_on=None, merged_into=None, retired_reason=""
        )
        ProjectReport.objects.all().delete()
        report(desk.road, YEAR, quarter=1, share="0.4", invested="3")
        merge_projects(
            desk.road,
            into=desk.museum,
            keeps_history=keeps,
            reason="合并",
            user=desk.planner,
            now=timezone.now().replace(year=YEAR, month=7, day=1),
        )
        assert len(told_of_the_year(desk.museum, YEAR)) == expected


def test_why_a_project_is_not_asked_names_who_is(desk):
    assert why_not_asked(desk.road, YEAR) == ""
    merge_projects(
        *(desk.road,),
        into=desk.museum,
        keeps_history=False,
        reason="重复登记",
        user=desk.planner,
        now=timezone.now(),
    )
    desk.road.refresh_from_db()
    assert why_not_asked(desk.road, YEAR).endswith(
        f"停用（重复登记），不再填报；{YEAR}年的进展由“博物馆”填报。"
    )
    desk.road.merged_into = None
    desk.road.save()
    assert why_not_asked(desk.road, YEAR).endswith("停用（重复登记），不再填报。")


class TestChains:
    """The road was merged into the museum, which was split later in the same year."""

    @pytest.fixture
    def halves(self, desk):
        report(desk.road, YEAR, quarter=1, share="0.4", invested="3")
        report(desk.museum, YEAR, quarter=1, share="0.5", invested="4")
        by = {"reason": "调整", "user": desk.planner}
        at = timezone.now().replace(year=YEAR, month=5, day=1)
        merge_projects(desk.road, into=desk.museum, keeps_history=True, now=at, **by)
        names = [Part(code="east", name="东馆"), Part(code="west", name="西馆")]
        return split_project(desk.museum, parts=names, now=at.replace(month=6), **by)

    @pytest.mark.usefixtures("halves")
    def test_who_reports_the_year_is_named_not_who_is_gone_too(self, desk):
        desk.road.refresh_from_db()
        assert why_not_asked(desk.road, YEAR).endswith(f"{YEAR}年的进展由“东馆”、“西馆”填报。")

    def test_those_who_report_it_see_what_all_before_them_said(self, desk, halves):
        told = told_of_the_year(halves[0], YEAR)
        assert sorted(each.name for each in told) == sorted(map(str, (desk.road, desk.museum)))
        assert told_of_the_year(desk.museum, YEAR) == []

    def test_a_year_before_all_splits_leads_to_the_first_whole(self, desk, halves):
        by = {"reason": "再分", "user": desk.planner}
        names = [Part(code="east-1", name="东一馆"), Part(code="east-2", name="东二馆")]
        at = timezone.now().replace(year=YEAR + 1, month=6, day=1)
        first, _ = split_project(halves[0], parts=names, now=at, **by)
        assert why_not_asked(first, YEAR - 1).endswith(f"{YEAR - 1}年的进展由“博物馆”填报。")
        assert why_not_asked(first, YEAR).endswith(f"{YEAR}年的进展由“东馆”填报。")
        desk.road.refresh_from_db()
        assert why_not_asked(desk.road, YEAR + 1).endswith("由“西馆”、“东一馆”、“东二馆”填报。")

    @pytest.mark.parametrize("count", [1, 20])
    def test_it_asks_as_little_however_long_the_chain(
        self, desk, halves, django_assert_num_queries, count
    ):
        at = timezone.now().replace(year=YEAR + 1, month=6, day=1)
        last, by = halves[0], {"reason": "再分", "user": desk.planner, "now": at}
        for each in range(count):
            names = [Part(code=f"n{each}-{side}", name=f"{each}{side}") for side in "ab"]
            last = split_project(last, parts=names, **by)[0]
        road = Project.objects.get(pk=desk.road.pk)
        with django_assert_num_queries(1):
            assert f"“{count - 1}a”" in why_not_asked(road, YEAR + 1)


def test_it_is_not_entered_for_the_department_either(desk, parts, planner):
    address = reverse("review_project_enter", args=[desk.plan.slug, f"{YEAR}", desk.road.code])
    page = text(planner.get(address))
    assert "不再填报" in page
    assert 'name="reached_stage"' not in page
