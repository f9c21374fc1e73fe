"""Projects changed in the back office: merged, split, added; refused in words."""

import pytest

from plans.models import RecordEntry
from projects.models import Project
from tests.factories import make_plan, make_project, make_section
from tests.people import make_user

pytestmark = pytest.mark.django_db
LIST = "/admin/projects/project/"


@pytest.fixture
def admin(client):
    user = make_user("admin")
    user.is_staff = user.is_superuser = True
    user.save()
    client.force_login(user)
    return client


@pytest.fixture
def section():
    return make_section(make_plan())


def act(admin, project, action, **fields):
    chosen = {"action": action, "_selected_action": [project.pk]}
    return admin.post(LIST, {**chosen, **fields}, follow=True)


def test_merging_asks_first_and_then_does_it(admin, section):
    one, other = make_project(section), make_project(section)
    asked = act(admin, one, "merge_selected")
    assert "并入另一个项目" in asked.content.decode()
    assert not Project.objects.exclude(retired_on=None).exists()
    given = {"into": other.pk, "keeps_history": "no", "reason": "重复登记", "confirmed": "1"}
    act(admin, one, "merge_selected", **given)
    one.refresh_from_db()
    assert (one.merged_into, one.keeps_history, one.retired_reason) == (other, False, "重复登记")
    assert admin.get(one.get_absolute_url()).status_code == 200
    again = act(admin, one, "merge_selected", **given)
    assert "停用" in again.content.decode()


def test_splitting_reads_a_line_for_each_part(admin, section):
    whole = make_project(section)
    fields = {"reason": "分段核准", "confirmed": "1"}
    bad = act(admin, whole, "split_selected", parts="north", **fields)
    assert "第1行" in bad.content.decode()
    act(admin, whole, "split_selected", parts="north 北段\n\nsouth 南段", **fields)
    assert set(whole.split_into.values_list("code", "name")) == {
        ("north", "北段"),
        ("south", "南段"),
    }


def test_one_at_a_time(admin, section):
    pair = [make_project(section).pk, make_project(section).pk]
    answer = admin.post(LIST, {"action": "merge_selected", "_selected_action": pair}, follow=True)
    assert "只选一个" in answer.content.decode()


def test_adding_a_project_is_on_the_record(admin, section):
    no_rows = {
        f"{name}-{part}": "0"
        for name in ("indicator_links", "milestones")
        for part in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    fields = {
        "plan": section.plan.pk,
        "code": "bridge",
        "name": "新桥",
        "field": "city",
        "section": section.pk,
        "promised_stage": "建成",
        "quote": "建成新桥",
        "position": "0",
    }
    admin.post(f"{LIST}add/", {**fields, **no_rows})
    line = RecordEntry.objects.get(subject_kind="project", subject_key="bridge")
    assert (line.action_name, line.details["新"]["名称"]) == ("新增项目", "新桥")
