"""A department reports its projects: the list, the form, what is asked, what goes on."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from indicators.submitting import BlockedError
from indicators.workflow import Action, RefusedError
from projects.models import MilestoneClaim, ProjectMilestone, ProjectReport
from projects.selectors.entry.desk import project_desk
from projects.selectors.reminders import RETURNED_PROJECTS
from projects.services.reporting import take_report_step
from projects.services.structure import merge_projects
from tests.factories import make_department, make_project
from tests.people import make_clerk, make_signer, make_user
from tests.projects.reporting.conftest import YEAR, typed

pytestmark = pytest.mark.django_db


def stored(project) -> ProjectReport:
    return ProjectReport.objects.get(project=project, year=YEAR, quarter=None)


def names(lines) -> list[str]:
    return [line.name for line in lines]


def test_the_list_puts_what_came_back_first_and_says_why(desk, clerk):
    returned = desk.step(desk.send(desk.museum), Action.RETURN, reason="请核对投资")
    page = clerk.get(desk.url()).context["page"]
    assert names(page.returned) == ["博物馆"]
    assert names(page.owed) == ["环线"]
    html = clerk.get("/entry/projects/").content.decode()
    assert "退回理由：请核对投资" in html
    assert html.index("博物馆") < html.index("环线")
    assert returned.stage == "returned"


def test_the_list_follows_a_report_on_its_way(desk, clerk):
    desk.send(desk.road)
    desk.approve(desk.museum)
    page = clerk.get(desk.url()).context["page"]
    assert (names(page.under_way), names(page.done), page.owed) == (["环线"], ["博物馆"], [])
    assert page.card.total == 2
    assert page.card.done == 1


def test_one_a_later_report_finds_not_completed_is_asked_again(desk, clerk):
    answers = dict.fromkeys(("share_back", "stage_back", "money_back"), "重新开工")
    said = ({"stage": "completed", "share": "100"}, {"share": "80", "answers": answers})
    for year, each in zip((YEAR - 2, YEAR - 1), said, strict=True):
        desk.round.year = year
        desk.round.save()
        desk.approve(desk.road, year=year, **each)
    desk.round.year = YEAR
    desk.round.save()
    lines = {each.code: each for each in clerk.get(desk.url()).context["page"].lines}
    assert lines["road"].standing == "missing"


def test_a_completed_project_is_not_asked_again(desk, clerk):
    desk.round.year = YEAR - 1
    desk.round.save()
    desk.approve(desk.road, year=YEAR - 1, stage="completed", share="100")
    desk.round.year = YEAR
    desk.round.save()
    page = clerk.get(desk.url()).context["page"]
    assert [(line.name, line.standing_label) for line in page.done] == [
        ("环线", "已建成，不用再报")
    ]


def test_a_retired_project_is_not_asked(desk, clerk):
    desk.road.retired_on, desk.road.retired_reason = date(YEAR, 5, 1), "并入"
    desk.road.save()
    assert names(clerk.get(desk.url()).context["page"].lines) == ["博物馆"]


@pytest.mark.parametrize(
    ("keeps_history", "asked"), [(True, ["环线", "博物馆"]), (False, ["博物馆"])]
)
def test_one_entered_twice_is_not_asked_of_years_gone_by_either(desk, clerk, keeps_history, asked):
    """Of one that became part of another the years before still count, and are asked for."""
    merge_projects(
        desk.road,
        into=desk.museum,
        keeps_history=keeps_history,
        reason="并入",
        user=desk.planner,
        now=timezone.now(),
    )
    page = clerk.get(desk.url()).context["page"]
    assert (names(page.lines), page.card.total) == (asked, len(asked))
    answer = clerk.post(desk.url(desk.road), typed())
    assert answer.status_code == (302 if keeps_history else 422)
    assert ProjectReport.objects.count() == int(keeps_history)


def test_what_is_revoked_of_one_that_is_not_asked_any_more_is_nobodys_to_send(desk, clerk):
    kept, gone = desk.approve(desk.museum), desk.approve(desk.road)
    merge_projects(
        desk.road,
        into=desk.museum,
        keeps_history=False,
        reason="重复登记",
        user=desk.planner,
        now=timezone.now(),
    )
    for report in (kept, gone):
        desk.step(report, Action.REVOKE, reason="来源更正")
    found = project_desk([desk.department], now=timezone.now())
    assert [each.name for each in found.returned] == ["博物馆"]
    since = timezone.now() - timedelta(days=1)
    mailed = list(RETURNED_PROJECTS.returned_since(since))
    assert [each.project.name for each in mailed] == ["博物馆"]


def test_what_is_typed_becomes_a_draft(desk, clerk):
    response = clerk.post(
        desk.url(desk.road), typed(physical_share="６２.5%", invested="1,234.5", problem="")
    )
    assert response.status_code == 302
    report = stored(desk.road)
    assert (report.stage, report.reached_stage) == ("draft", "construction")
    assert (report.physical_share, report.invested) == (Decimal("0.625"), Decimal("1234.5"))


def test_a_reported_zero_is_a_value_and_nothing_is_not(desk, clerk):
    clerk.post(desk.url(desk.road), typed(invested="0"))
    assert stored(desk.road).invested == 0
    clerk.post(desk.url(desk.museum), typed(invested=""))
    assert stored(desk.museum).invested is None


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"physical_share": "很多"}, "形象进度（%）：“很多”读不成数"),
        ({"physical_share": "101"}, "不能超过100%"),
        ({"physical_share": "12.345"}, "最多2位小数"),
        ({"invested": "-1"}, "不能是负数"),
        ({"invested": "12000000"}, "请检查单位"),
        ({"problem_due_on": "明天"}, "解决期限："),
    ],
)
def test_what_cannot_be_read_is_told_by_field_and_nothing_is_lost(desk, clerk, fields, told):
    response = clerk.post(desk.url(desk.road), typed(**fields))
    html = response.content.decode()
    assert response.status_code == 422
    assert told in html
    assert "主体结构完成" in html
    for text in fields.values():
        assert f'value="{text}"' in html or "problem_due_on" in fields
    assert not ProjectReport.objects.exists()


def test_all_that_blocks_is_told_at_once(desk, clerk):
    fields = {"reached_stage": "completed", "physical_share": "90", "problem": "征地"}
    response = clerk.post(desk.url(desk.road), typed(action="submit", **fields))
    html = response.content.decode()
    assert response.status_code == 422
    for told in ("形象进度须为100%", "请写明问题责任人", "请写明解决期限"):
        assert told in html
    assert stored(desk.road).stage == "draft"


def test_a_question_is_answered_and_the_report_goes(desk, clerk):
    response = clerk.post(desk.url(desk.road), typed(action="submit", physical_share=""))
    assert "没有填形象进度" in response.content.decode()
    version = stored(desk.road).version
    answer = {"answer-no_share": "监理未出报告", "version": version, "physical_share": ""}
    response = clerk.post(desk.url(desk.road), typed(action="submit", **answer))
    assert response.status_code == 302
    assert stored(desk.road).stage == "submitted"
    assert stored(desk.road).answers == {"no_share": "监理未出报告"}


def test_an_answer_goes_to_the_value_it_was_given_for(desk, clerk):
    desk.road.total_investment = Decimal(10)
    desk.road.save()
    given = typed(invested="12", **{"answer-over_total": "概算调整"})
    clerk.post(desk.url(desk.road), given)
    noted = {
        "answer-over_total": "概算调整",
        "was-over_total": "概算调整",
        "about-over_total": "12",
    }
    same = typed(invested="12.0", version="1", problem="", progress_text="铺轨", **noted)
    clerk.post(desk.url(desk.road), same)
    assert stored(desk.road).answers == {"over_total": "概算调整"}
    sent = typed(invested="15", version="2", action="submit", **noted)
    page = clerk.post(desk.url(desk.road), sent)
    assert page.status_code == 422
    assert stored(desk.road).answers == {}
    assert 'name="about-over_total" value="15"' in " ".join(page.content.decode().split())


def test_no_report_goes_past_the_checks(desk):
    draft = desk.save(desk.road, share=None)
    with pytest.raises(RefusedError, match="须经检查"):
        take_report_step(
            draft.pk, Action.SUBMIT, user=desk.clerk, now=timezone.now(), version=draft.version
        )
    with pytest.raises(BlockedError, match="没有填形象进度"):
        desk.step(draft, Action.SUBMIT)
    assert stored(desk.road).stage == "draft"


def test_submit_and_next_leads_from_one_project_to_the_next_and_back(desk, clerk):
    first = clerk.post(desk.url(desk.road), typed(action="next"))
    assert first["Location"] == desk.url(desk.museum)
    last = clerk.post(desk.url(desk.museum), typed(action="next"))
    assert last["Location"] == f"{desk.url()}?department=jtj"
    assert ProjectReport.objects.filter(stage="submitted").count() == 2


def test_the_form_is_filled_with_what_is_likely_the_same(desk, clerk):
    desk.save(desk.road, quarter=3, share="30", invested="0.8", problem="征地",
              problem_owner="李", problem_due_on=date(YEAR, 12, 1))  # fmt: skip
    desk.step(ProjectReport.objects.get(), Action.SUBMIT, user=desk.clerk)
    form = clerk.get(desk.url(desk.road)).context["form"]
    assert (form.report.reached_stage, form.share, form.invested) == ("construction", "30", "0.8")
    assert (form.report.problem, form.report.progress_text) == ("征地", "")
    assert form.questions == []
    assert "第三季度" in form.last_text
    assert not ProjectReport.objects.filter(quarter=None).exists()


def test_the_running_total_adds_years_and_not_quarters(desk, clerk):
    desk.round.year = YEAR - 1
    desk.round.save()
    desk.approve(desk.road, year=YEAR - 1, quarter=2, invested="1")
    desk.approve(desk.road, year=YEAR - 1, invested="2.5")
    desk.round.year = YEAR
    desk.round.save()
    desk.save(desk.road, invested="0.7")
    form = clerk.get(desk.url(desk.road)).context["form"]
    assert (form.before_text, form.total_text) == ("2.5", "3.2")


def test_milestones_are_claimed_and_later_shown_as_reached(desk, clerk):
    first = ProjectMilestone.objects.create(
        project=desk.road, title="开工", due_on=date(YEAR, 3, 1), due_share=Decimal("0.1")
    )
    second = ProjectMilestone.objects.create(
        project=desk.road, title="封顶", due_on=date(YEAR, 9, 1), due_share=Decimal("0.6")
    )
    field = f"milestone-{first.pk}"
    clerk.post(desk.url(desk.road, f"{YEAR}-q1"), typed(**{field: f"{YEAR}-02-20"}))
    report = ProjectReport.objects.get()
    assert MilestoneClaim.objects.get().reached_on == date(YEAR, 2, 20)
    desk.step(desk.step(report, Action.SUBMIT, user=desk.clerk), Action.APPROVE)
    lines = clerk.get(desk.url(desk.road)).context["form"].milestones
    assert [(each.title, each.reached_on) for each in lines] == [
        ("开工", date(YEAR, 2, 20)),
        ("封顶", None),
    ]
    html = clerk.get(desk.url(desk.road)).content.decode()
    assert "已于 2022-02-20 完成" in html
    assert f'name="milestone-{second.pk}"' in html


def test_files_go_with_the_form(desk, clerk):
    file = SimpleUploadedFile("照片.pdf", b"%PDF-1.7")
    clerk.post(desk.url(desk.road), typed(files=[file]))
    assert [each.name for each in stored(desk.road).evidence.all()] == ["照片.pdf"]
    html = clerk.get(desk.url(desk.road)).content.decode()
    assert "照片.pdf" in html


@pytest.mark.parametrize("action", ["submit", "next", "save"])
def test_nothing_is_submitted_without_the_file_that_was_refused(desk, clerk, action):
    file = SimpleUploadedFile("照片.exe", b"MZ")
    page = clerk.post(desk.url(desk.road), typed(action=action, files=[file], progress_text="封顶"))
    html = page.content.decode()
    assert page.status_code == 422
    assert "照片.exe" in html
    told = (
        "填的内容已保存；这次选的佐证材料没有附上" if action == "save" else "已存为草稿，没有提交"
    )
    assert told in html
    report = stored(desk.road)
    assert (report.stage, report.progress_text, report.evidence.count()) == ("draft", "封顶", 0)
    assert f'name="version" value="{report.version}"' in " ".join(html.split())


@pytest.mark.parametrize("action", ["submit", "next", "save"])
def test_a_report_sent_twice_is_found_as_it_was_sent_and_a_late_file_named(desk, clerk, action):
    url = desk.url(desk.road)
    sent = typed(action="submit")
    clerk.post(url, {**sent, "files": SimpleUploadedFile("照片.pdf", b"%PDF-1.7")})
    first = stored(desk.road)
    for name, content in (("照片.pdf", b"%PDF-1.7"), ("照片.pdf", b"%PDF-1.7 x")):
        file = SimpleUploadedFile(name, content)
        answer = clerk.post(url, {**sent, "action": action, "files": file}, follow=True)
        html = answer.content.decode()
        assert answer.status_code == 200
        assert "“环线”已提交，内容相同，没有重复保存" in html
        assert "没有提交：请换一份佐证材料" not in html
        is_other = content != b"%PDF-1.7"
        late = "“照片.pdf”（与已附的同名材料内容不同）没有保存：当前状态是“已提交”"
        assert (late in html) is is_other
    kept = stored(desk.road)
    assert (kept.stage, kept.version, kept.evidence.count()) == ("submitted", first.version, 1)


def test_two_people_at_once_lose_nothing(desk, clerk):
    saved = desk.save(desk.road, text="甲写的")
    desk.save(desk.road, text="乙写的")
    response = clerk.post(desk.url(desk.road), typed(progress_text="丙写的", version=saved.version))
    html = response.content.decode()
    assert response.status_code == 409
    assert "丙写的" in html
    assert "乙写的" in html
    theirs = stored(desk.road)
    assert theirs.progress_text == "乙写的"
    form = typed(progress_text="丙写的", version=saved.version, overwrite=theirs.version)
    assert clerk.post(desk.url(desk.road), form).status_code == 302
    assert stored(desk.road).progress_text == "丙写的"


AGAIN = "没有保存，页面也不能替您留着：请重新选择。"


@pytest.mark.parametrize("how", ["conflict", "unreadable"])
def test_files_of_what_was_not_saved_are_named_to_be_chosen_again(desk, clerk, how):
    desk.save(desk.road, text="乙写的")
    clerk.post(desk.url(desk.road), typed(version=1, files=SimpleUploadedFile("旧.pdf", b"%PDF-1")))
    version = stored(desk.road).version
    files = [SimpleUploadedFile("照片.pdf", b"%PDF-1.7"), SimpleUploadedFile("新.pdf", b"%PDF-1")]
    wrong = {"version": version - 1} if how == "conflict" else {"physical_share": "一半"}
    form = {**typed(progress_text="丙写的", version=version, files=files), **wrong}
    answer = clerk.post(desk.url(desk.road), form)
    assert answer.status_code == (409 if how == "conflict" else 422)
    html = answer.content.decode()
    assert f"“照片.pdf”{AGAIN}" in html
    assert "“新.pdf”" not in html
    assert stored(desk.road).evidence.count() == 1


def test_files_for_a_report_sent_meanwhile_are_named_with_why_they_come_too_late(desk, clerk):
    seen = desk.save(desk.road, text="甲写的")
    desk.send(desk.road, text="乙写的")
    file = SimpleUploadedFile("照片.pdf", b"%PDF-1.7")
    form = typed(progress_text="丙写的", version=seen.version, files=file)
    answer = clerk.post(desk.url(desk.road), form)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "丙写的" in html
    assert "“照片.pdf”没有保存：当前状态是“已提交”" in html
    assert "用我填的" not in html


def test_a_page_that_saw_no_report_never_comes_to_hold_the_version_of_one(desk, clerk):
    desk.save(desk.road, text="乙写的")
    unreadable = clerk.post(desk.url(desk.road), typed(physical_share="一半", version=""))
    assert 'name="version" value=""' in " ".join(unreadable.content.decode().split())
    for _ in range(2):
        answer = clerk.post(desk.url(desk.road), typed(progress_text="丙写的", version=""))
        assert answer.status_code == 409
        html = " ".join(answer.content.decode().split())
        assert 'name="version" value=""' in html
        assert 'name="overwrite" value="1"' in html
    assert stored(desk.road).progress_text == "乙写的"


def test_a_report_is_taken_back_and_changed(desk, clerk):
    sent = desk.send(desk.road)
    step = f"/entry/projects/reports/{sent.pk}/step/"
    response = clerk.post(step, {"action": "take_back", "version": sent.version}, follow=True)
    assert "草稿" in response.content.decode()
    assert stored(desk.road).stage == "draft"


def test_a_locked_round_says_why_and_whom_to_ask(desk, clerk):
    today = timezone.localdate()
    desk.round.due_on = desk.round.opens_on
    desk.round.locks_on = today
    desk.round.save()
    page = clerk.get(desk.url(desk.road)).content.decode()
    assert "锁定" in page
    assert 'name="physical_share"' not in page
    response = clerk.post(desk.url(desk.road), typed())
    assert response.status_code == 422
    assert "请联系发展和改革委员会" in response.content.decode()


def test_a_quarter_opens_when_it_is_over(desk, clerk):
    today = timezone.localdate()
    desk.round.year = today.year
    desk.round.save()
    quarter = (today.month + 2) // 3
    url = desk.url(desk.road, f"{today.year}-q{quarter}")
    response = clerk.post(url, typed())
    assert response.status_code == 422
    assert "还没有开放" in response.content.decode()


def test_drafts_are_sent_from_the_list(desk, clerk):
    one, other = desk.save(desk.road), desk.save(desk.museum, stage="halted")
    tickets = [f"{each.pk}:{each.version}" for each in (one, other)]
    response = clerk.post(f"{desk.url()}submit/", {"ticket": tickets}, follow=True)
    html = response.content.decode()
    assert "已提交1个项目" in html
    assert "没有提交“博物馆”：停缓建须写明原因" in html


def test_what_is_another_departments_does_not_exist(desk, client):
    other = make_clerk(make_department(code="wlj", name="市文旅局"))
    client.force_login(other)
    desk.save(desk.road)
    assert client.get(desk.url(desk.road)).status_code == 404
    assert client.post(desk.url(desk.road), typed()).status_code == 404
    client.force_login(make_user("reader"))
    assert client.get(desk.url(desk.road)).status_code == 404
    assert client.get(desk.url()).status_code == 403


def test_a_planner_sees_no_draft(desk, planner):
    draft = desk.save(desk.road)
    assert planner.get(desk.url(desk.road)).status_code == 404
    assert planner.get(f"/review/projects/reports/{draft.pk}/").status_code == 404
    assert "环线" not in planner.get("/review/projects/?stage=all").content.decode()


def test_a_signer_signs_or_returns(desk, client):
    signer = make_signer(desk.department)
    client.force_login(signer)
    road, museum = desk.send(desk.road), desk.send(desk.museum)
    page = client.get("/entry/projects/sign/")
    assert names(row for row, _ in page.context["rows"]) == ["环线", "博物馆"]
    chosen = "/entry/projects/sign/chosen/"
    client.post(chosen, {"ticket": f"{road.pk}:{road.version}"})
    assert stored(desk.road).stage == "signed"
    back = {"return": f"{museum.pk}:{museum.version}", f"reason-{museum.pk}": "投资不对"}
    client.post(chosen, back)
    assert (stored(desk.museum).stage, stored(desk.museum).reason) == ("returned", "投资不对")


def test_a_signer_cannot_type(desk, client):
    client.force_login(make_signer(desk.department))
    assert client.get(desk.url(desk.road)).status_code == 200
    assert client.post(desk.url(desk.road), typed()).status_code == 404


def test_the_same_queries_for_two_projects_and_thirty(desk, clerk):
    def queries(url: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert clerk.get(url).status_code == 200
        return len(captured)

    desk.save(desk.road)
    queries(desk.url())
    first, form = queries(desk.url()), queries(desk.url(desk.road))
    for number in range(30):
        project = make_project(desk.road.section, name=f"项目{number}", department=desk.department)
        desk.save(project)
    assert queries(desk.url()) == first
    assert queries(desk.url(desk.road)) == form
