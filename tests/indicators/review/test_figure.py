"""One figure under review: what it is decided on by, and every way a decision can go."""

from __future__ import annotations

from datetime import date

import plotly.graph_objects
import pytest
from django.urls import reverse

from indicators.models import Comment, Evidence, Milestone, Observation, Submission
from indicators.seen import Seen
from indicators.services.entries import Entry, Place
from indicators.services.on_behalf import OnBehalf
from indicators.services.reporting import save_draft
from indicators.submitting import BlockedError
from indicators.workflow import Action
from plans.models import RecordEntry
from tests.factories import make_indicator
from tests.indicators.review.conftest import IN_ROUND
from tests.people import make_planner, make_signer
from tests.steps import EXPLAINED, take_step

pytestmark = pytest.mark.django_db


def page(client, submission):
    return client.get(reverse("review_figure", args=[submission.pk]))


def decide(client, submission, action, *, version=None, **more):
    form = {"action": action, "version": submission.version if version is None else version}
    return client.post(reverse("review_decide", args=[submission.pk]), {**form, **more})


def test_everything_a_decision_needs_is_on_one_page(desk, indicator, send, clerk, department):
    submission = send(
        indicator,
        "37",
        note="口径未变",
        cause="工业占比高",
        measure="关停小锅炉",
        measure_by=date(2023, 9, 1),
        answers={"jump": "结构调整"},
    )
    proof = Evidence.objects.create(
        department=department,
        name="能耗核算表.xlsx",
        media_type="application/octet-stream",
        size=2048,
        sha256="0" * 64,
        uploaded_by=clerk,
        uploaded_at=IN_ROUND,
    )
    proof.submissions.add(submission)
    response = page(desk, submission)
    html = response.content.decode()
    for words in (
        "口径未变",
        "工业占比高",
        "关停小锅炉",
        "2023-09-01",
        "结构调整",
        "能耗核算表.xlsx",
    ):
        assert words in html
    assert "新建草稿" in html
    assert [each.action for each in response.context["review"].history] == ["create", "submit"]
    assert "滞后" in html


def test_warnings_stand_with_their_answers_and_unanswered_ones_are_plain(desk, indicator, send):
    submission = send(indicator, "26", answers={"jump": "关停电厂", "cross-gdp": "口径不同"})
    Milestone.objects.create(indicator=indicator, year=2022, value=39)
    doubts = {each.label: each for each in page(desk, submission).context["review"].doubts}
    assert "38" in doubts["与上年相比"].message
    assert doubts["与上年相比"].answer == "关停电厂"
    assert doubts["与应达值相比"].answer == ""
    assert (doubts["相关数据"].message, doubts["相关数据"].answer) == ("", "口径不同")
    assert "（没有答复）" in page(desk, submission).content.decode()


def test_the_chart_shows_the_new_point_apart_from_the_published_ones(desk, indicator, send):
    figure = page(desk, send(indicator, "37")).context["figure"]
    plotly.graph_objects.Figure(figure)  # type: ignore[attr-defined]
    (proposed,) = [each for each in figure["data"] if "本次填报" in each["name"]]
    assert (proposed["x"], proposed["y"]) == ([2022], [37.0])
    published = next(each for each in figure["data"] if each["name"] == "实绩")
    assert 37.0 not in published["y"]


def test_a_cumulative_figure_is_drawn_with_the_total_it_would_make(desk, plan, department, send):
    made = make_indicator(
        plan,
        kind="cumulative",
        base="/",
        target="[50]",
        department=department,
        actuals={2021: "8"},
    )
    figure = page(desk, send(made, "12")).context["figure"]
    (proposed,) = [each for each in figure["data"] if "本次填报" in each["name"]]
    assert proposed["y"] == [12.0, 20.0]


def test_an_approved_figure_is_no_proposal_any_more(desk, indicator, send):
    submission = send(indicator, "37")
    assert decide(desk, submission, "approve").status_code == 302
    figure = page(desk, submission).context["figure"]
    assert not [each for each in figure["data"] if "本次填报" in each["name"]]
    assert Observation.objects.get(sources__dataset="submission").value == 37


def test_a_return_needs_its_reason_and_keeps_it(desk, indicator, send):
    submission = send(indicator)
    refused = decide(desk, submission, "return", reason="  ")
    assert refused.status_code == 422
    assert "须写明理由" in refused.content.decode()
    assert decide(desk, submission, "return", reason="单位应为吨").status_code == 302
    submission.refresh_from_db()
    assert (submission.stage, submission.reason) == ("returned", "单位应为吨")
    assert "单位应为吨" in page(desk, submission).content.decode()


def test_an_approval_is_undone_with_a_reason_and_the_figure_withdrawn(desk, indicator, send):
    submission = send(indicator)
    decide(desk, submission, "approve")
    submission.refresh_from_db()
    assert decide(desk, submission, "revoke").status_code == 422
    assert decide(desk, submission, "revoke", reason="来源有误").status_code == 302
    observation = Observation.objects.get(sources__dataset="submission")
    assert observation.withdrawn_at is not None
    html = page(desk, submission).content.decode()
    assert "来源有误" in html
    assert "已撤回" in html
    assert RecordEntry.objects.filter(action="revoke", reason="来源有误").count() == 1


def test_the_second_of_two_reviewers_is_refused_and_keeps_what_was_typed(desk, indicator, send):
    submission = send(indicator)
    seen = submission.version
    take_step(submission.pk, Action.APPROVE, user=make_planner(), now=IN_ROUND, version=seen)
    response = decide(desk, submission, "return", version=seen, reason="我认为单位不对")
    assert response.status_code == 409
    html = response.content.decode()
    assert "已被别人处理" in html
    assert "已采用" in html
    assert "您刚才写的理由" in html
    assert "我认为单位不对" in html
    submission.refresh_from_db()
    assert submission.stage == "approved"
    assert Observation.objects.filter(sources__dataset="submission").count() == 1


def test_a_refused_return_still_shows_its_reason(desk, indicator, send, clerk):
    submission = send(indicator)
    seen = submission.version
    taken = take_step(submission.pk, Action.TAKE_BACK, user=clerk, now=IN_ROUND, version=seen)
    take_step(submission.pk, Action.SUBMIT, user=clerk, now=IN_ROUND, version=taken.version)
    response = decide(desk, submission, "return", version=seen, reason="我认为单位不对")
    assert response.status_code == 409
    assert "我认为单位不对" in response.content.decode()
    submission.refresh_from_db()
    assert submission.stage == "submitted"


def test_what_is_not_signed_yet_offers_no_approval(desk, indicator, send, department):
    make_signer(department)
    submission = send(indicator)
    response = page(desk, submission)
    assert response.context["actions"] == {"return"}
    assert "签发后才能采用" in response.content.decode()
    assert decide(desk, submission, "approve").status_code == 422


def test_a_comment_changes_nothing_but_is_there_for_good(desk, indicator, send):
    submission = send(indicator)
    url = reverse("review_comment", args=[submission.pk])
    assert desk.post(url, {"text": " "}).status_code == 422
    assert desk.post(url, {"text": "请补一份核算表"}).status_code == 302
    assert Comment.objects.get().text == "请补一份核算表"
    assert Submission.objects.get().version == submission.version
    assert "请补一份核算表" in page(desk, submission).content.decode()


def test_no_other_action_can_be_smuggled_in(desk, indicator, send):
    submission = send(indicator)
    for action in ("", "save", "submit", "take_back", "sign", "nonsense"):
        assert decide(desk, submission, action).status_code == 422
    submission.refresh_from_db()
    assert (submission.stage, submission.version) == ("submitted", 2)


def test_from_one_waiting_figure_to_the_next(desk, plan, department, indicator, send):
    first = send(indicator)
    second = send(make_indicator(plan, department=department), "20")
    assert page(desk, first).context["next_id"] == second.pk
    assert page(desk, second).context["previous_id"] == first.pk
    decide(desk, first, "approve")
    assert page(desk, first).context["next_id"] == second.pk


def test_the_page_asks_the_same_of_the_database_however_long_the_queue(
    desk, plan, department, indicator, send, django_assert_max_num_queries
):
    submission = send(indicator)
    seen = []
    for more in (0, 20):
        for _ in range(more):
            send(make_indicator(plan, department=department), "20")
        with django_assert_max_num_queries(80) as captured:
            page(desk, submission)
        seen.append(len(captured))
    assert seen[0] == seen[1]


def test_other_versions_of_the_same_year_are_a_click_away(desk, indicator, send):
    first = send(indicator, "37")
    second = send(indicator, "36", vintage="final")
    (other,) = page(desk, second).context["review"].others
    assert (other.submission_id, other.value_text) == (first.pk, "37")
    assert reverse("review_figure", args=[first.pk]) in page(desk, second).content.decode()


def test_an_assigned_figure_has_words_and_no_chart(desk, plan, department, send):
    made = make_indicator(
        plan, kind="assigned", target="完成省下达指标", base="/", department=department
    )
    response = page(desk, send(made, "未完成", note="未通过考核"))
    assert response.context["figure"] is None
    assert response.context["row"].prospect.state == "breached"
    assert "未完成" in response.content.decode()


def test_what_is_not_there_is_not_there(desk):
    assert desk.get(reverse("review_figure", args=[999_999])).status_code == 404


def test_the_figure_that_counts_now_stands_beside_a_revision(desk, indicator, send):
    first = send(indicator, "37")
    decide(desk, first, "approve")
    row = page(desk, send(indicator, "36", vintage="final")).context["row"]
    assert (row.standing_text, row.standing_label) == ("37", "初步核算")
    assert page(desk, first).context["row"].standing_text == ""


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2022, 6, 1), "在2022年结束以前"),
        (date(2019, 1, 1), "早于规划的基期"),
        (date(2030, 1, 1), "在一年以后"),
    ],
)
def test_a_day_of_publication_that_cannot_be_is_not_sent(indicator, send, day, words):
    with pytest.raises(BlockedError, match=words):
        send(indicator, "36", published_on=day)


def test_what_would_rewrite_the_final_account_says_why_and_is_shown_so(desk, plan, indicator, send):
    plan.closed_on = date(2023, 1, 20)
    plan.save()
    indicator.refresh_from_db()
    with pytest.raises(BlockedError, match="改变规划的终期评估"):
        send(indicator, "36", published_on=date(2023, 1, 10))
    told = {"published_on": date(2023, 1, 10), "note": "公报印发在办结以前"}
    sent = send(indicator, "36", vintage="final", **told)
    page = desk.get(f"/review/figures/{sent.pk}/").content.decode()
    assert "采用它会改变规划的终期评估" in page


def test_who_approves_what_he_entered_himself_is_told_and_it_is_recorded(
    client, desk, plan, indicator, planner
):
    place = Place(indicator=indicator, year=2022, vintage="final")
    why = OnBehalf(reason="补录", document="统计年鉴2023")
    how = {"user": planner, "now": IN_ROUND}
    typed = Entry(value_text="36", **EXPLAINED)
    draft = save_draft(place, typed, seen=None, on_behalf=why, **how)
    sent = take_step(draft.pk, Action.SUBMIT, version=draft.version, **how)
    address = f"/review/figures/{sent.pk}/"
    assert "由您本人录入" in desk.get(address).content.decode()
    client.force_login(make_planner())
    assert "由您本人录入" not in client.get(address).content.decode()
    take_step(sent.pk, Action.APPROVE, version=sent.version, **how)
    assert "没有经过第二个人审核" in client.get(address).content.decode()
    line = RecordEntry.objects.get(action="approve")
    assert line.details["双人审核"] == "本人录入、本人采用"


def test_what_another_one_approves_says_nothing_of_it(desk, indicator, send, planner):
    sent = send(indicator, "36")
    take_step(sent.pk, Action.APPROVE, user=planner, now=IN_ROUND, version=sent.version)
    assert "第二个人" not in desk.get(f"/review/figures/{sent.pk}/").content.decode()
    assert "双人审核" not in RecordEntry.objects.get(action="approve").details


def taken_back_by(clerk, submission, *, then="36"):
    """Have the department take a figure back and go on typing; return the planner's old version."""
    seen = submission.version
    how = {"user": clerk, "now": IN_ROUND}
    draft = take_step(submission.pk, Action.TAKE_BACK, version=seen, **how)
    place = Place(indicator=draft.indicator, year=draft.year, vintage=draft.vintage)
    save_draft(place, Entry(value_text=then), seen=Seen.of(draft), **how)
    return seen


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("return", "您刚才写的退回理由"),
        ("revoke", "您刚才写的撤销采用理由"),
        ("approve", ""),
        ("nonsense", "您刚才写的理由"),
    ],
)
def test_a_decision_on_what_was_just_taken_back_says_so_and_comes_back(
    desk, indicator, send, clerk, department, action, words
):
    submission = send(indicator, "37", note="只给部门看的说明")
    seen = taken_back_by(clerk, submission, then="31.4")
    reason = "单位应为吨" if words else ""
    response = decide(desk, submission, action, version=seen, reason=reason)
    html = response.content.decode()
    assert response.status_code == 409
    assert "没有执行" in html
    assert f"{department.name}在 02-01 09:00 撤回了提交" in " ".join(html.split())
    assert "万元GDP能耗" in html
    for secret in ("31.4", "37", "只给部门看的说明"):
        assert secret not in html
    assert (words in html) if words else ("您刚才写的" not in html)
    assert reason in html
    submission.refresh_from_db()
    assert (submission.stage, submission.value_text, submission.reason) == ("draft", "31.4", "")


def test_a_comment_on_what_was_just_taken_back_comes_back_and_is_not_sent(
    desk, indicator, send, clerk
):
    submission = send(indicator)
    taken_back_by(clerk, submission, then="31.4")
    url = reverse("review_comment", args=[submission.pk])
    response = desk.post(url, {"text": "请补一份核算表"})
    html = response.content.decode()
    assert response.status_code == 409
    assert "您刚才写的评论" in html
    assert "请补一份核算表" in html
    assert "31.4" not in html
    assert not Comment.objects.exists()


def test_a_page_of_what_was_taken_back_tells_it_and_shows_nothing_of_the_draft(
    desk, indicator, send, clerk
):
    submission = send(indicator)
    taken_back_by(clerk, submission, then="31.4")
    response = page(desk, submission)
    html = response.content.decode()
    assert response.status_code == 404
    assert "撤回了提交" in html
    assert "没有执行" not in html
    assert "31.4" not in html


def test_what_planners_entered_and_the_department_made_its_own_is_told_alike(
    desk, indicator, planner, clerk
):
    place = Place(indicator=indicator, year=2022, vintage="final")
    why = OnBehalf(reason="补录", document="统计年鉴2023")
    draft = save_draft(
        place, Entry(value_text="36"), seen=None, on_behalf=why, user=planner, now=IN_ROUND
    )
    assert page(desk, draft).status_code == 200
    save_draft(place, Entry(value_text="31.4"), seen=Seen.of(draft), user=clerk, now=IN_ROUND)
    response = desk.post(reverse("review_comment", args=[draft.pk]), {"text": "核对年鉴"})
    assert response.status_code == 409
    html = response.content.decode()
    assert "转为自己填报" in html
    assert "核对年鉴" in html
    assert "31.4" not in html


def test_a_draft_that_was_never_sent_does_not_exist_for_planners(desk, indicator, clerk):
    place = Place(indicator=indicator, year=2022, vintage="final")
    draft = save_draft(place, Entry(value_text="36"), seen=None, user=clerk, now=IN_ROUND)
    assert page(desk, draft).status_code == 404
    assert "万元GDP能耗" not in page(desk, draft).content.decode()
    assert decide(desk, draft, "return", reason="为什么").status_code == 404
    url = reverse("review_comment", args=[draft.pk])
    assert desk.post(url, {"text": "为什么"}).status_code == 404


def test_a_comment_that_is_refused_comes_back(desk, indicator, send):
    submission = send(indicator)
    url = reverse("review_comment", args=[submission.pk])
    response = desk.post(url, {"text": "请补核算表" * 1000})
    assert response.status_code == 422
    assert "请补核算表" * 1000 in response.content.decode()
