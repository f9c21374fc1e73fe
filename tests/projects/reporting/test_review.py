"""Planners decide on projects' reports: the queue, one report, on behalf, who has not reported."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from indicators.services.on_behalf import OnBehalf
from indicators.workflow import Action, RefusedError
from plans.models import RecordEntry
from projects.models import FormerReport, ProjectReport
from projects.services.reporting import ReportPlace, save_report
from projects.services.structure import merge_projects
from tests.factories import make_department, make_project
from tests.people import make_clerk, make_planner, make_signer
from tests.projects.reporting.conftest import YEAR, filled, typed

pytestmark = pytest.mark.django_db
QUEUE = "/review/projects/"


def names(response) -> list[str]:
    return [row.name for row in response.context["rows"]]


def decide(planner, report, action, **more):
    form = {"action": action, "version": report.version, **more}
    return planner.post(f"{QUEUE}reports/{report.pk}/decide/", form, follow=True)


def test_the_queue_shows_each_report_beside_the_last_and_its_light(desk, planner):
    desk.approve(desk.road, quarter=2, share="10", invested="0.5")
    sent = desk.send(desk.road, share="35")
    (row,) = planner.get(QUEUE).context["rows"]
    assert (row.report, row.said) == (sent, "在建 · 形象进度35% · 本年完成投资1.2亿元")
    assert row.last == "2022年第二季度：在建 · 形象进度10% · 本年完成投资0.5亿元"
    assert (row.prospect.light, row.prospect.label) == ("nearly", "基本正常")
    assert "应完成40%，实际完成35%" in row.prospect.sentence


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["环线", "博物馆"]),
        ("light=red", ["博物馆"]),
        ("light=green", ["环线"]),
        ("field=culture", ["博物馆"]),
        ("period=2022", ["环线", "博物馆"]),
        ("period=2022-q1", []),
        ("department=jtj", ["环线", "博物馆"]),
        ("department=wlj", []),
        ("stage=approved", []),
        ("stage=nonsense&period=nonsense", ["环线", "博物馆"]),
    ],
)
def test_what_the_queue_shows(desk, planner, query, found):
    desk.museum.field = "culture"
    desk.museum.save()
    desk.send(desk.road, share="45")
    desk.send(desk.museum, share="5")
    assert names(planner.get(f"{QUEUE}?{query}")) == found


def test_many_are_approved_and_a_refusal_stops_no_other(desk, planner):
    road, museum = desk.send(desk.road), desk.send(desk.museum)
    desk.step(museum, Action.RETURN, reason="核对")
    tickets = [f"{each.pk}:{each.version}" for each in (road, museum)]
    response = planner.post(f"{QUEUE}approve/", {"ticket": tickets}, follow=True)
    outcomes = response.context["outcomes"]
    assert [each.report_id for each in outcomes["done"]] == [road.pk]
    assert "已被改动" in outcomes["refused"][0].refusal
    assert "已采用 <b>1</b> 个项目" in response.content.decode()
    road.refresh_from_db()
    assert road.stage == "approved"


def test_one_report_with_all_to_decide_it_by(desk, planner):
    desk.approve(desk.road, quarter=1, share="20", invested="0.4")
    sent = desk.send(desk.road, share="18", invested="0.3", text="改线",
                     answers={"share_back": "重新核算", "money_back": "退库"})  # fmt: skip
    html = planner.get(f"{QUEUE}reports/{sent.pk}/").content.decode()
    for told in ("改线", "重新核算", "形象进度比2022年第一季度的20%低", "应完成40%", "24÷60＝40%"):
        assert told in html
    assert "2022年第一季度</a>" in html
    assert "新建草稿" in html


def test_approve_return_with_reason_revoke_and_comment(desk, planner):
    sent = desk.send(desk.road)
    assert "退回须写明理由" in decide(planner, sent, "return").content.decode()
    decide(planner, sent, "approve")
    sent.refresh_from_db()
    assert sent.stage == "approved"
    response = decide(planner, sent, "revoke", reason="投资重复")
    assert "撤销采用已完成" in response.content.decode()
    sent.refresh_from_db()
    assert (sent.stage, sent.reason) == ("returned", "投资重复")
    comment = f"{QUEUE}reports/{sent.pk}/comment/"
    page = planner.post(comment, {"text": "请附监理报告"}, follow=True).content.decode()
    assert "评论已添加" in page
    assert sent.comments.get().text == "请附监理报告"


def test_two_planners_at_once_and_nothing_is_lost(desk, planner, client):
    sent = desk.send(desk.road)
    desk.step(sent, Action.APPROVE, user=make_planner())
    response = decide(planner, sent, "return", reason="我看投资不对")
    html = response.content.decode()
    assert response.status_code == 409
    assert "没有执行：这个项目已被别人处理" in html
    assert "我看投资不对" in html


def test_what_was_just_taken_back_is_told_and_what_was_typed_comes_back(desk, planner):
    sent = desk.send(desk.road, text="只给部门看的进展")
    desk.step(sent, Action.TAKE_BACK, user=desk.clerk)
    decided = decide(planner, sent, "return", reason="我看投资不对")
    commented = planner.post(f"{QUEUE}reports/{sent.pk}/comment/", {"text": "请附监理报告"})
    for response, words in ((decided, "我看投资不对"), (commented, "请附监理报告")):
        html = response.content.decode()
        assert response.status_code == 409
        assert "撤回了提交" in html
        assert words in html
        assert "只给部门看的进展" not in html
        assert 'href="/review/projects/" aria-current="page"' in " ".join(html.split())
    assert planner.get(f"{QUEUE}reports/{sent.pk}/").status_code == 404
    assert not sent.comments.exists()
    sent.refresh_from_db()
    assert (sent.stage, sent.reason) == ("draft", "")


def test_a_draft_that_was_never_sent_does_not_exist_for_planners(desk, planner):
    draft = desk.save(desk.road)
    assert decide(planner, draft, "return", reason="为什么").status_code == 404
    comment = f"{QUEUE}reports/{draft.pk}/comment/"
    assert planner.post(comment, {"text": "为什么"}).status_code == 404


def test_what_has_to_be_signed_waits(desk, planner):
    make_signer(desk.department)
    sent = desk.send(desk.road)
    assert names(planner.get(QUEUE)) == []
    html = planner.get(f"{QUEUE}reports/{sent.pk}/").content.decode()
    assert "等待单位负责人签发" in html
    assert 'value="approve"' not in html


def test_a_project_is_reported_on_behalf_with_reason_and_document(desk, planner):
    url = f"{QUEUE}enter/{desk.plan.slug}/{YEAR}/road/"
    why = {"reason": "部门无账号", "document": "来文〔2023〕1号"}
    refused = planner.post(url, typed(action="submit"))
    assert "这个字段是必填项" in refused.content.decode()
    assert "主体结构完成" in refused.content.decode()
    assert not ProjectReport.objects.exists()
    response = planner.post(url, typed(action="submit", **why), follow=True)
    assert "已代填并提交" in response.content.decode()
    report = ProjectReport.objects.get()
    assert (report.stage, report.on_behalf_document) == ("submitted", "来文〔2023〕1号")
    assert "依据：来文〔2023〕1号" in planner.get(QUEUE).content.decode()


def test_a_project_reported_on_behalf_twice_is_found_as_it_was_sent(desk, planner):
    url = f"{QUEUE}enter/{desk.plan.slug}/{YEAR}/road/"
    sent = typed(action="submit", reason="部门无账号", document="来文〔2023〕1号")
    planner.post(url, sent)
    answer = planner.post(url, sent, follow=True)
    assert answer.status_code == 200
    assert "“环线”您已经代填过，内容相同，没有重复保存" in answer.content.decode()
    assert ProjectReport.objects.get().version == 2
    other = planner.post(url, {**sent, "physical_share": "50"})
    assert other.status_code == 409
    assert "已提交，不能代填" in other.content.decode()


def test_a_file_that_comes_only_with_the_second_sending_is_named(desk, planner):
    url = f"{QUEUE}enter/{desk.plan.slug}/{YEAR}/road/"
    sent = typed(action="submit", reason="部门无账号", document="来文〔2023〕1号")
    planner.post(url, {**sent, "files": SimpleUploadedFile("批复.pdf", b"%PDF-1.7")})
    again = planner.post(
        url, {**sent, "files": SimpleUploadedFile("批复.pdf", b"%PDF-1.7")}, follow=True
    )
    assert "没有重复保存" in again.content.decode()
    assert "不能增减佐证材料" not in again.content.decode()
    late = planner.post(
        url, {**sent, "files": SimpleUploadedFile("合同.pdf", b"%PDF-1.7 x")}, follow=True
    )
    assert "“合同.pdf”没有保存：这一期的进展已提交" in late.content.decode()
    assert [each.name for each in ProjectReport.objects.get().evidence.all()] == ["批复.pdf"]


def test_a_file_sent_again_is_known_by_its_content_not_by_its_name(desk, planner):
    url = f"{QUEUE}enter/{desk.plan.slug}/{YEAR}/road/"
    sent = typed(action="submit", reason="部门无账号", document="来文〔2023〕1号")
    planner.post(url, {**sent, "files": SimpleUploadedFile("批复.pdf", b"%PDF-1.7")})
    other = [SimpleUploadedFile("批复.pdf", b"%PDF-1.7 x")]
    told = planner.post(url, {**sent, "files": other}, follow=True).content.decode()
    assert "“批复.pdf”（与已附的同名材料内容不同）没有保存：这一期的进展已提交" in told
    renamed = [SimpleUploadedFile("批复-终稿.pdf", b"%PDF-1.7")]
    told = planner.post(url, {**sent, "files": renamed}, follow=True).content.decode()
    assert "没有重复保存" in told
    assert "不能增减佐证材料" not in told
    assert ProjectReport.objects.get().evidence.count() == 1


@pytest.mark.parametrize("action", ["save", "submit"])
def test_a_project_returned_meanwhile_is_not_sent_again_by_an_old_page(desk, planner, action):
    url = f"{QUEUE}enter/{desk.plan.slug}/{YEAR}/road/"
    why = {"reason": "部门无账号", "document": "来文〔2023〕1号"}
    planner.post(url, typed(action="submit", **why))
    returned = desk.step(ProjectReport.objects.get(), Action.RETURN, reason="投资额有误")
    answer = planner.post(url, typed(action=action, **why))
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "已被退回（理由：投资额有误）" in html
    assert "主体结构完成" in html
    kept = ProjectReport.objects.get()
    assert (kept.stage, kept.reason) == ("returned", "投资额有误")
    planner.post(url, typed(action="submit", version=returned.version, **why))
    assert ProjectReport.objects.get().stage == "submitted"


def test_every_year_that_is_asked_for_is_offered_to_report_on_behalf(desk, planner):
    html = planner.get(f"{QUEUE}enter/").content.decode()
    assert f'href="{QUEUE}enter/{desk.plan.slug}/{YEAR}/"' in html
    assert f'href="{QUEUE}enter/"' in planner.get("/review/enter/").content.decode()


def test_on_behalf_a_locked_round_is_open(desk, planner):
    desk.round.locks_on = timezone.localdate() - timedelta(days=1)
    desk.round.due_on = desk.round.opens_on
    desk.round.save()
    url = f"{QUEUE}enter/{desk.plan.slug}/{YEAR}/road/"
    why = {"reason": "补录", "document": "年鉴"}
    assert planner.post(url, typed(action="submit", **why)).status_code == 302
    assert ProjectReport.objects.get().stage == "submitted"


def test_on_behalf_nothing_is_submitted_without_the_file_that_was_refused(desk, planner):
    url = f"{QUEUE}enter/{desk.plan.slug}/{YEAR}/road/"
    why = {"reason": "部门无账号", "document": "来文〔2023〕1号"}
    page = planner.post(
        url, typed(action="submit", files=[SimpleUploadedFile("a.exe", b"MZ")], **why)
    )
    assert page.status_code == 422
    assert "已存为草稿，没有提交：请换一份佐证材料" in page.content.decode()
    report = ProjectReport.objects.get()
    assert (report.stage, report.on_behalf_document) == ("draft", "来文〔2023〕1号")


@pytest.mark.parametrize("how", ["conflict", "no reason", "unreadable"])
def test_on_behalf_files_of_what_was_not_saved_are_named(desk, planner, how):
    url = f"{QUEUE}enter/{desk.plan.slug}/{YEAR}/road/"
    why = {"reason": "部门无账号", "document": "来文〔2023〕1号"}
    planner.post(url, typed(**why))
    wrong = {
        "conflict": {"progress_text": "丙写的"},
        "no reason": {"reason": "", "version": "1"},
        "unreadable": {"physical_share": "一半", "version": "1"},
    }[how]
    file = SimpleUploadedFile("照片.pdf", b"%PDF-1.7")
    answer = planner.post(url, {**typed(**why), **wrong, "files": file})
    assert answer.status_code == (409 if how == "conflict" else 422)
    html = answer.content.decode()
    assert "“照片.pdf”没有保存，页面也不能替您留着：请重新选择。" in html
    assert ProjectReport.objects.get().version == 1


def test_the_files_of_a_revoked_report_stay_with_what_it_said(
    desk, clerk, planner, settings, tmp_path
):
    settings.VAR_DIR = tmp_path
    file = SimpleUploadedFile("照片.pdf", b"%PDF-1.7")
    clerk.post(desk.url(desk.road), typed(action="submit", files=[file]))
    report = desk.step(ProjectReport.objects.get(), Action.APPROVE)
    desk.step(report, Action.REVOKE, reason="来源更正")
    evidence = report.evidence.get()
    clerk.post(f"/entry/projects/reports/{report.pk}/evidence/{evidence.pk}/detach/")
    assert not report.evidence.exists()
    assert [each.name for each in FormerReport.objects.get().evidence.all()] == ["照片.pdf"]
    address = reverse("evidence_download", args=[evidence.pk])
    assert b"".join(planner.get(address).streaming_content) == b"%PDF-1.7"
    stranger = Client()
    stranger.force_login(make_clerk(make_department(code="wlj", name="市文旅局")))
    assert stranger.get(address).status_code == 404


def test_on_behalf_the_departments_own_draft_is_neither_seen_nor_overwritten(desk, planner):
    draft = desk.save(desk.road, text="秘密草稿")
    base = f"{QUEUE}enter/{desk.plan.slug}/{YEAR}/"
    for html in (
        planner.get(f"{base}?department=jtj").content.decode(),
        planner.get(f"{base}road/").content.decode(),
    ):
        assert "部门正在填报" in html or "正在填报这个项目，不能代填" in html
        assert "秘密草稿" not in html
        assert "形象进度45%" not in html
    why = {"reason": "补录", "document": "年鉴", "version": draft.version}
    assert planner.post(f"{base}road/", typed(**why)).status_code == 422
    draft.refresh_from_db()
    assert draft.progress_text == "秘密草稿"


@pytest.mark.parametrize("quicker", ["department", "planner", "merged", "no reason"])
def test_on_behalf_all_that_was_typed_is_shown_where_somebody_was_quicker(desk, planner, quicker):
    url = f"{QUEUE}enter/{desk.plan.slug}/{YEAR}/road/"
    other = Client()
    other.force_login(make_planner(username="wu"))
    if quicker == "planner":
        other.post(url, typed(action="submit", reason="补录", document="年鉴"))
    elif quicker == "merged":
        merge_projects(
            desk.road,
            into=desk.museum,
            keeps_history=False,
            reason="同一项目",
            user=desk.planner,
            now=timezone.now(),
        )
    else:
        desk.save(desk.road, text="秘密草稿")
    long = "第一段\n" + "桥梁合龙，隧道贯通。" * 100
    fields = {
        "progress_text": long,
        "physical_share": "一半",
        "problem": "征地",
        "problem_owner": "王五",
        "problem_due_on": "2022-12-01",
        "answer-no_share": "尚未计量",
        "reason": "部门无账号",
        "document": "" if quicker == "no reason" else "来文〔2023〕1号",
    }
    if quicker == "planner":
        fields["physical_share"] = "46"
    file = SimpleUploadedFile("照片.pdf", b"%PDF-1.7")
    answer = planner.post(url, {**typed(action="submit"), **fields, "files": file})
    assert answer.status_code == (409 if quicker == "planner" else 422)
    html = unescape(answer.content.decode()).replace("\r\n", "\n")
    assert [text for text in fields.values() if text not in html] == []
    assert "“照片.pdf”没有保存：" in html
    assert "秘密草稿" not in html
    assert ('name="overwrite"' in html) is False
    assert ("看现在的" in html) is (quicker == "planner")


@pytest.mark.parametrize("seen", ["none", "stale", "guessed"])
def test_on_behalf_a_draft_begun_meanwhile_stays_the_departments(desk, seen):
    draft = desk.save(desk.road, share="97", text="秘密草稿")
    place = ReportPlace(project=desk.road, year=YEAR)
    version = {"none": None, "stale": 99, "guessed": draft.version}[seen]
    with pytest.raises(RefusedError) as refused:
        save_report(
            place,
            filled(),
            user=desk.planner,
            now=timezone.now(),
            version=version,
            on_behalf=OnBehalf(reason="补录", document="年鉴"),
        )
    assert str(refused.value) == "交通局正在填报这一项，不能代填；您填的没有保存。"
    draft.refresh_from_db()
    assert draft.progress_text == "秘密草稿"


def test_who_has_not_reported(desk, planner):
    desk.approve(desk.road)
    other = make_department(code="wlj", name="市文旅局")
    make_project(desk.road.section, name="剧院", department=other)
    url = f"{QUEUE}departments/?plan={desk.plan.slug}&year={YEAR}"
    scores = {each.department_name: each for each in planner.get(url).context["scores"]}
    assert (scores["市交通局"].due, scores["市交通局"].approved) == (2, 1)
    assert [each.name for each in scores["市交通局"].missing] == ["博物馆"]
    assert (scores["市文旅局"].due, scores["市文旅局"].reported) == (1, 0)
    text = planner.get(url.replace("departments/", "departments.csv")).content.decode("utf-8-sig")
    assert text.splitlines()[1].startswith("市交通局,2,1,1")


def test_the_record_tells_it_and_is_filtered_by_kind(desk, planner):
    sent = desk.send(desk.road)
    desk.step(sent, Action.RETURN, reason="核对投资")
    desk.save(desk.road, share="50", invested="1.3")
    response = planner.get("/review/record/?kind=project_report")
    rows = response.context["rows"]
    assert [row.action_name for row in rows] == ["保存草稿", "退回", "提交", "新建草稿"]
    assert {row.kind_label for row in rows} == {"项目进展"}
    changes = {each.label: (each.before, each.after) for each in rows[0].changes}
    assert changes["形象进度"] == ("45%", "50%")
    html = response.content.decode()
    assert f'href="{QUEUE}reports/{sent.pk}/"' in html
    assert "核对投资" in html
    assert RecordEntry.objects.filter(subject_kind="project_report").count() == 4


def test_only_planners_decide(desk, client):
    sent = desk.send(desk.road)
    client.force_login(make_clerk(desk.department))
    for path in ("", f"reports/{sent.pk}/", f"enter/{desk.plan.slug}/{YEAR}/"):
        assert client.get(f"{QUEUE}{path}").status_code == 403
    form = {"action": "approve", "version": sent.version}
    assert client.post(f"{QUEUE}reports/{sent.pk}/decide/", form).status_code == 403


def test_the_same_queries_for_two_reports_and_thirty(desk, planner):
    def queries(url: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert planner.get(url).status_code == 200
        return len(captured)

    board = f"{QUEUE}departments/?plan={desk.plan.slug}&year={YEAR}"
    one = desk.send(desk.road)
    desk.send(desk.museum)
    pages = (QUEUE, f"{QUEUE}reports/{one.pk}/", board, f"{QUEUE}?light=green")
    queries(QUEUE)
    first = [queries(page) for page in pages]
    for number in range(30):
        project = make_project(desk.road.section, name=f"项目{number}", department=desk.department)
        desk.send(project, invested=Decimal(number))
    assert [queries(page) for page in pages] == first
