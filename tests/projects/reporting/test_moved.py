"""A project is given to another department: one department holds its open reports."""

from __future__ import annotations

import pytest

from indicators.workflow import Action, RefusedError
from plans.models import RecordEntry
from projects.models import Project
from projects.services.structure import save_project
from tests.factories import NOW, make_department
from tests.people import make_clerk, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def other():
    return make_department(code="jsj", name="市建设局")


def give(project, department):
    project.department = department
    return save_project(project, now=NOW)


def handed_over():
    return RecordEntry.objects.filter(action="hand_over")


@pytest.mark.parametrize("state", ["draft", "submitted", "returned"])
def test_not_while_a_report_is_open(desk, other, state):
    report = desk.save(desk.road) if state == "draft" else desk.send(desk.road)
    if state == "returned":
        report = desk.step(report, Action.RETURN, reason="请核对")
    assert report.stage == state
    words = rf"2022年（交通局，{report.get_stage_display()}）；请先办完"
    with pytest.raises(RefusedError, match=words):
        give(desk.road, other)
    assert Project.objects.get(code="road").department == desk.department
    assert give(desk.museum, other).department == other


def test_the_back_office_says_which_report(desk, other, client):
    desk.save(desk.road)
    admin = make_user("admin")
    admin.is_staff = admin.is_superuser = True
    admin.save()
    client.force_login(admin)
    page = f"/admin/projects/project/{desk.road.pk}/change/"
    answer = client.post(page, {"department": other.pk})
    assert "2022年（交通局，草稿）；请先办完，再更换责任部门" in answer.content.decode()


def test_a_revoked_report_goes_to_the_present_department(desk, other):
    report = desk.approve(desk.road)
    give(desk.road, other)
    report = desk.step(report, Action.REVOKE, reason="来源更正")
    report.refresh_from_db()
    assert (report.stage, report.department) == ("returned", other)
    line = handed_over().get()
    assert line.actor == desk.planner
    assert line.details == {"原": {"责任部门": "市交通局"}, "新": {"责任部门": "市建设局"}}
    with pytest.raises(RefusedError, match="不归您办理"):
        desk.step(report, Action.SUBMIT)
    clerk = make_clerk(other)
    assert desk.step(report, Action.SUBMIT, user=clerk).stage == "submitted"


def test_a_revoked_report_of_a_project_that_stayed_is_handed_to_nobody(desk):
    report = desk.step(desk.approve(desk.road), Action.REVOKE, reason="来源更正")
    assert report.department == desk.department
    assert not handed_over().exists()


class TestMovedByPlanFiles:
    """A load of plan files asks no report: what is open follows at its next step."""

    @staticmethod
    def move(project, department):
        Project.objects.filter(pk=project.pk).update(department=department)
        project.refresh_from_db()

    def test_the_former_department_submits_nothing(self, desk, other):
        report = desk.save(desk.road)
        self.move(desk.road, other)
        with pytest.raises(RefusedError, match="现由建设局负责"):
            desk.step(report, Action.SUBMIT)

    def test_the_present_one_takes_it_over_by_saving(self, desk, other):
        desk.save(desk.road)
        self.move(desk.road, other)
        desk.clerk = make_clerk(other)
        report = desk.save(desk.road)
        report.refresh_from_db()
        assert report.department == other
        assert desk.step(report, Action.SUBMIT).stage == "submitted"
        assert handed_over().count() == 1

    @pytest.mark.parametrize("action", [Action.RETURN, Action.TAKE_BACK])
    def test_what_was_sent_comes_back_to_the_present_one(self, desk, other, action):
        report = desk.send(desk.road)
        self.move(desk.road, other)
        who = desk.clerk if action is Action.TAKE_BACK else desk.planner
        report = desk.step(report, action, user=who, reason="请核对")
        report.refresh_from_db()
        assert report.department == other
