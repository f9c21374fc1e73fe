"""Projects changed in the back office: merged, split, added; refused in words."""

import re
from datetime import date

import pytest
from django.utils import timezone

from plans.models import RecordEntry
from projects.models import Project, PromisedStage
from tests.factories import make_box_item, make_plan, make_project, make_region, make_section
from tests.people import make_user
from tests.projects.reports import milestone, promise, report

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


@pytest.fixture
def this_year(section):
    """Return the running year, which is made one of the plan."""
    year = timezone.localdate().year
    section.plan.last_year = year
    section.plan.save()
    return year


def test_a_successor_that_would_not_report_is_refused_at_its_field(admin, section, this_year):
    one, other = make_project(section, name="甲"), make_project(section, name="乙")
    told = report(other, this_year - 1, stage="completed", share="1")
    given = {"into": other.pk, "keeps_history": "yes", "reason": "合并", "confirmed": "1"}
    answer = act(admin, one, "merge_selected", **given)
    (error,) = answer.context["form"].errors["into"]
    assert error.startswith("“乙”已报建成投用，不用再报，而“甲”还没有报建成投用")
    one.refresh_from_db()
    assert one.retired_on is None
    told.delete()
    answer = act(admin, one, "merge_selected", **given)
    assert [str(each) for each in answer.context["messages"]] == [f"已办理：{one}。"]


def test_merging_tells_what_to_see_to_where_the_year_was_told_already(admin, section, this_year):
    one, other = make_project(section, name="甲"), make_project(section, name="乙")
    report(other, this_year)
    given = {"into": other.pk, "keeps_history": "yes", "reason": "合并", "confirmed": "1"}
    answer = act(admin, one, "merge_selected", **given)
    done, warning = (str(each) for each in answer.context["messages"])
    assert warning == (
        f"“乙”{this_year}年的填报已报了全年，而“甲”{this_year}年没有填报过；它这一年的进展和投资"
        f"没有报在里面的，请撤销采用“乙”{this_year}年的填报，由后续项目补报。"
    )
    assert done == "已办理：甲。"


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


@pytest.mark.parametrize("space", ["\u3000", "\t", " \u3000 "], ids=["wide", "tab", "several"])
def test_code_and_name_of_a_part_are_apart_by_any_space(admin, section, space):
    whole = make_project(section)
    lines = f"north{space}北段 一期\nsouth{space}南段"
    fields = {"reason": "分段核准", "confirmed": "1", "parts": lines}
    act(admin, whole, "split_selected", **fields)
    names = {("north", "北段 一期"), ("south", "南段")}
    assert set(whole.split_into.values_list("code", "name")) == names


def test_a_part_that_does_not_fit_is_refused_in_words(admin, section):
    whole = make_project(section)
    fields = {"reason": "分段核准", "confirmed": "1"}
    lines = f"north 北段\nsouth {'南' * 161}\n{'w' * 81} 西段"
    answer = act(admin, whole, "split_selected", parts=lines, **fields)
    assert "名称：" in answer.content.decode()
    answer = act(admin, whole, "split_selected", parts=f"north 北段\n{'w' * 81} 西段", **fields)
    assert "代码：" in answer.content.decode()
    assert list(Project.objects.all()) == [whole]
    whole.refresh_from_db()
    assert whole.retired_on is None


def test_one_with_a_history_is_not_deleted_alone_or_among_others(admin, section):
    promise("建成", "completed")
    whole, mistake = make_project(section), make_project(section)
    fields = {"reason": "分段核准", "confirmed": "1", "parts": "north 北段\nsouth 南段"}
    act(admin, whole, "split_selected", **fields)
    part = Project.objects.get(code="north")
    assert admin.post(f"{LIST}{part.pk}/delete/", {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "post": "yes"}
    pair = [part.pk, mistake.pk]
    refused = admin.post(LIST, {**chosen, "_selected_action": pair})
    assert (refused.status_code, Project.objects.count()) == (403, 4)
    admin.post(LIST, {**chosen, "_selected_action": [mistake.pk]})
    assert not Project.objects.filter(pk=mistake.pk).exists()
    line = RecordEntry.objects.get(action="delete")
    assert (line.subject_key, line.action_name) == (mistake.code, "删除项目")


def test_the_back_office_speaks_chinese_of_every_part(admin):
    content = admin.get("/admin/").content.decode()
    for words in ("专栏与项目", "规划与部门"):
        assert words in content
    assert not re.search(r">\s*(Projects|Indicators|Plans)\s*<", content)


def test_one_at_a_time(admin, section):
    pair = [make_project(section).pk, make_project(section).pk]
    answer = admin.post(LIST, {"action": "merge_selected", "_selected_action": pair}, follow=True)
    assert "只选一个" in answer.content.decode()


def typed(section, **fields):
    return {
        "plan": section.plan.pk,
        "code": "bridge",
        "name": "新桥",
        "field": "city",
        "section": section.pk,
        "promised_stage": "建成",
        "quote": "建成新桥",
        "position": "0",
        **{
            f"{name}-{part}": "0"
            for name in ("indicator_links", "milestones")
            for part in ("TOTAL_FORMS", "INITIAL_FORMS")
        },
        **fields,
    }


def test_adding_a_project_is_on_the_record(admin, section):
    promise("建成", "completed")
    admin.post(f"{LIST}add/", typed(section))
    line = RecordEntry.objects.get(subject_kind="project", subject_key="bridge")
    assert (line.action_name, line.details["新"]["名称"]) == ("新增项目", "新桥")


def test_changing_a_project_tells_what_was_there_before(admin, section):
    promise("建成", "completed")
    project = make_project(section, name="旧桥", field="city", quote="建成新桥", position=0)
    region = make_region()
    admin.post(f"{LIST}{project.pk}/change/", typed(section, regions=[region.pk]))
    line = RecordEntry.objects.get(subject_kind="project")
    assert (line.action_name, line.plan) == ("修改项目", section.plan)
    assert line.details == {
        "原": {"名称": "旧桥", "地区": ""},
        "新": {"名称": "新桥", "地区": "绍兴市"},
    }


class TestTheVerb:
    def test_is_chosen_from_the_reviewed_table(self, admin, section):
        promise("开展前期", "preparation", "stage")
        assert "开展前期（期末应到前期，" in admin.get(f"{LIST}add/").content.decode()
        answer = admin.post(f"{LIST}add/", typed(section, promised_stage="大力推进"))
        assert "“大力推进”不在阶段用语表里；请从列表里选" in answer.content.decode()
        assert not Project.objects.exists()

    def test_of_old_that_is_not_in_the_table_is_shown_and_refused(self, admin, section):
        promise("建成", "completed")
        project = make_project(section, promised_stage="大力推进")
        page = f"{LIST}{project.pk}/change/"
        assert "大力推进（不在阶段用语表里，请改选）" in admin.get(page).content.decode()
        answer = admin.post(page, typed(section, code=project.code, promised_stage="大力推进"))
        assert "“大力推进”不在阶段用语表里" in answer.content.decode()

    def test_stays_in_the_table_while_projects_use_it(self, admin, section):
        used, free = promise("建成", "completed"), promise("完工", "completed")
        make_project(section, promised_stage="建成")
        pages = {each: f"/admin/projects/promisedstage/{each.pk}/" for each in (used, free)}
        assert 'name="phrase"' not in admin.get(f"{pages[used]}change/").content.decode()
        assert 'name="phrase"' in admin.get(f"{pages[free]}change/").content.decode()
        answers = [admin.post(f"{page}delete/", {"post": "yes"}) for page in pages.values()]
        assert [each.status_code for each in answers] == [403, 302]
        assert list(PromisedStage.objects.all()) == [used]


def test_milestones_are_shown_not_typed_and_stay_in_the_projects_time(admin, section):
    promise("建成", "completed")
    project = make_project(section)
    roof = milestone(project, "封顶", due_on=date(2023, 6, 30), due_share="0.6")
    page = f"{LIST}{project.pk}/change/"
    content = admin.get(page).content.decode()
    assert "封顶" in content
    assert 'name="milestones-0-title"' not in content
    answer = admin.post(page, typed(section, code=project.code, end="2023-01-31"))
    assert "节点“封顶”（2023-06-30）会在项目起止时间之外" in answer.content.decode()
    sent = {"milestones-TOTAL_FORMS": "1", "milestones-INITIAL_FORMS": "1"}
    sent |= {"milestones-0-id": str(roof.pk), "milestones-0-title": "屋顶"}
    assert admin.post(page, typed(section, code=project.code, **sent)).status_code == 302
    roof.refresh_from_db()
    assert roof.title == "封顶"


class TestAPlace:
    """A project stays in its plan, and stands where that plan says of it."""

    @pytest.fixture(autouse=True)
    def verb(self):
        promise("建成", "completed")

    def test_is_in_the_plan_it_was_saved_for(self, admin, section):
        project = make_project(section)
        other = make_plan(slug="test-15")
        page = f"{LIST}{project.pk}/change/"
        content = admin.get(page).content.decode()
        assert all(f'name="{name}"' not in content for name in ("plan", "code"))
        admin.post(page, typed(section, plan=other.pk, code="moved", name="改名"))
        stored = Project.objects.get()
        assert (stored.plan, stored.code, stored.name) == (section.plan, project.code, "改名")
        assert admin.get(f"/plans/{section.plan.slug}/projects/").status_code == 200

    def test_is_no_section_of_another_plan(self, admin, section):
        project = make_project(section)
        elsewhere = make_section(make_plan(slug="test-15"), title="别处")
        sent = {**typed(section), "section": elsewhere.pk}
        for page in (f"{project.pk}/change/", "add/"):
            answer = admin.post(f"{LIST}{page}", sent)
            assert "别处”不是这个规划的章节" in answer.content.decode()
        assert Project.objects.get().section == section

    def test_a_section_stays_in_its_plan_too(self, admin, section):
        make_project(section)
        page = f"/admin/plans/section/{section.pk}/change/"
        assert 'name="plan"' not in admin.get(page).content.decode()

    def test_is_an_item_of_the_same_box(self, admin, section):
        box = make_section(section.plan, code="b1", kind="box", title="水网")
        other = make_section(section.plan, code="b2", kind="box", title="路网")
        item, strange = make_box_item(box), make_box_item(other)
        project = make_project(box, item=item)
        page = f"{LIST}{project.pk}/change/"
        answer = admin.post(page, typed(box, item=strange.pk))
        assert "路网”的事项，不在所选的" in answer.content.decode()
        assert "的事项，不在所选的" in admin.post(page, typed(other, item=item.pk)).content.decode()
        assert Project.objects.get().item == item
        assert admin.post(page, typed(other, item=strange.pk)).status_code == 302
        assert (Project.objects.get().section, Project.objects.get().item) == (other, strange)

    def test_an_item_stays_in_its_box(self, admin, section):
        item = make_box_item(section)
        content = admin.get(f"/admin/projects/boxitem/{item.pk}/change/").content.decode()
        assert 'name="title"' in content
        assert 'name="section"' not in content
