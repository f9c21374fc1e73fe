"""A planner enters figures for departments: with a reason, a document, and marked for ever."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from indicators.models import Observation, Submission, Vintage
from indicators.seen import Seen
from indicators.services import writing
from indicators.services.entries import Entry, Place, new_submission
from indicators.services.on_behalf import OnBehalf
from indicators.services.parts import parts_of
from indicators.services.reporting import FIGURES, save_draft
from indicators.workflow import Action, RefusedError
from plans.models import RecordEntry
from tests.factories import make_department, make_indicator
from tests.indicators.review.conftest import IN_ROUND
from tests.people import make_planner, make_signer
from tests.sizes import ROWS
from tests.steps import a_row, corrected_again, take_step

pytestmark = pytest.mark.django_db
NEEDED = {Action.RETURN: "单位不对", Action.REVOKE: "单位不对"}
WHY = {"reason": "首轮以前", "document": "统计年鉴2022", "published_on": "2023-02-01"}


def address(plan, year=2022, **query):
    return reverse("review_enter", args=[plan.slug, year], query=query)


def line(indicator, text="", **more):
    """Return what the browser sends of one line, the values it held at first included."""
    names = ("value_text", "published_on", "source_title", "source_url", "note")
    prefix = f"i{indicator.pk}"
    initial = more.pop("initial", {})
    typed = {"value_text": text, **more}
    sent = {f"{prefix}-{name}": typed.get(name, "") for name in names}
    shown = {f"initial-{prefix}-{name}": initial.get(name, "") for name in names}
    bookkeeping = {"version": str(typed.get("seen", "")), "known": str(typed.get("known", ""))}
    return {**sent, **shown, **{f"{prefix}-{name}": text for name, text in bookkeeping.items()}}


def seen_in(version):
    """Return the only figure there is as it was seen in a version."""
    return Seen(Submission.objects.get().pk, version)


def test_years_before_the_first_round_are_loaded_in_the_browser(desk, plan, indicator):
    response = desk.post(
        address(plan), {**WHY, **line(indicator, "36.5", source_title="统计年鉴"), "do": "submit"}
    )
    assert response.status_code == 302
    submission = Submission.objects.get()
    assert (submission.stage, submission.vintage) == ("submitted", "final")
    assert submission.published_on == date(2023, 2, 1)
    assert submission.on_behalf_document == "统计年鉴2022"
    desk.post(
        reverse("review_approve"), {"only": f"{submission.pk}:{submission.version}"}, follow=True
    )
    observation = Observation.objects.get(year=2022)
    assert observation.published_on == date(2023, 2, 1)
    assert "代" in observation.sources.get().note
    assert "统计年鉴2022" in observation.sources.get().note


def test_a_plan_of_two_hundred_indicators_is_sent_as_one_form(desk, plan, department, indicator):
    others = [
        make_indicator(plan, name=f"指标{each}", department=department) for each in range(199)
    ]
    sent = {**WHY, "do": "save"}
    for each in others:
        sent |= line(each)
    answer = desk.post(address(plan), {**sent, **line(indicator, "36.5")})
    assert answer.status_code == 302
    assert Submission.objects.get().value_text == "36.5"


def test_a_row_that_was_not_saved_is_named_and_one_click_away(desk, plan, indicator):
    sent = {**WHY, **line(indicator, "很多"), "do": "submit"}
    html = desk.post(address(plan), sent).content.decode()
    assert f'<a href="#line-{indicator.pk}">{indicator.name}</a>' in html
    assert f'id="line-{indicator.pk}"' in html


def test_it_is_marked_on_every_page_that_shows_it(desk, plan, indicator, clerk):
    desk.post(address(plan), {**WHY, **line(indicator, "36.5"), "do": "submit"})
    submission = Submission.objects.get()
    for url in (
        reverse("review_queue"),
        reverse("review_figure", args=[submission.pk]),
        reverse("review_record"),
    ):
        html = desk.get(url).content.decode()
        assert "代填" in html, url
        assert "首轮以前" in html, url
    desk.post(reverse("review_approve"), {"only": f"{submission.pk}:{submission.version}"})
    html = desk.get(reverse("indicator_detail", args=[indicator.code])).content.decode()
    assert "规划人员代统计局填报，依据：统计年鉴2022" in html
    desk.force_login(clerk)
    for url in (
        reverse("entry_grid", args=[plan.slug, 2022]),
        reverse("entry_figure", args=[submission.pk]),
    ):
        html = desk.get(url).content.decode()
        assert "代填" in html, url
        assert "统计年鉴2022" in html, url


@pytest.mark.parametrize("missing", ["reason", "document"])
def test_without_reason_or_document_nothing_is_saved_and_nothing_lost(
    desk, plan, indicator, missing
):
    response = desk.post(
        address(plan), {**WHY, missing: " ", **line(indicator, "36.5"), "do": "save"}
    )
    assert response.status_code == 422
    assert 'value="36.5"' in response.content.decode()
    assert not Submission.objects.exists()


def test_a_refused_line_stops_no_other_and_keeps_what_was_typed(desk, plan, indicator, department):
    other = make_indicator(plan, name="另一个", department=department)
    typed = {**line(indicator, "36.5"), **line(other, "读不懂的数", note="见附件")}
    response = desk.post(address(plan), {**WHY, **typed, "do": "submit"})
    assert response.status_code == 422
    html = response.content.decode()
    assert "读不懂的数" in html
    assert "见附件" in html
    assert Submission.objects.get().indicator == indicator
    assert "1 行没有保存" in html


def test_a_line_somebody_changed_meanwhile_is_refused_then_saved_knowingly(
    desk, plan, indicator, planner
):
    place = Place(indicator=indicator, year=2022, vintage=Vintage.FINAL)
    because = OnBehalf(reason="补录", document="年鉴")
    seen = save_draft(
        place, Entry(value_text="30"), user=planner, now=IN_ROUND, seen=None, on_behalf=because
    )
    save_draft(
        place,
        Entry(value_text="31"),
        user=planner,
        now=IN_ROUND,
        seen=Seen.of(seen),
        on_behalf=because,
    )
    first = {"value_text": "30"}
    stale = line(indicator, "32", seen=Seen.of(seen), initial=first)
    refused = desk.post(address(plan), {**WHY, **stale, "do": "save"})
    html = refused.content.decode()
    assert "已被改动，当前为“31”" in html
    assert 'value="32"' in html
    (shown,) = [each for each in refused.context["lines"] if each.row.indicator == indicator]
    now = shown.form["version"].value()
    again = line(indicator, "32", seen=now, initial=first)
    assert desk.post(address(plan), {**WHY, **again, "do": "save"}).status_code == 302
    assert Submission.objects.get().value_text == "32"


@pytest.mark.parametrize("do", ["save", "submit"])
@pytest.mark.parametrize("field", ["source_title", "source_url", "note", "published_on"])
def test_what_was_typed_without_a_value_is_told_and_stays_beside_a_line_that_saves(
    desk, plan, indicator, department, do, field
):
    other = make_indicator(plan, name="另一个", department=department)
    text = {"published_on": "2023-01-20", "source_url": "https://example.org/a"}.get(field, "年鉴")
    typed = {**line(indicator, "36.5"), **line(other, known="7", **{field: text})}
    response = desk.post(address(plan), {**WHY, **typed, "do": do})
    assert response.status_code == 422
    html = response.content.decode()
    assert "没有填数值，这一行没有保存" in html
    assert "1 行没有保存" in html
    assert f'value="{text}"' in html
    assert "1 个代填数据已" in html
    assert Submission.objects.get().indicator == indicator
    (shown,) = [each for each in response.context["lines"] if each.row.indicator == other]
    assert shown.form["known"].value() == "7"
    # The line that was saved goes on as it is stored; what was left can be given its value.
    saved = Submission.objects.get()
    kept = {"value_text": "36.5", "published_on": "2023-02-01"}
    again = line(indicator, "36.5", published_on="2023-02-01", seen=Seen.of(saved), initial=kept)
    answer = desk.post(
        address(plan), {**WHY, **again, **line(other, "3", **{field: text}), "do": "save"}
    )
    assert answer.status_code == 302
    assert Submission.objects.get(indicator=other).value_text == "3"


def test_what_was_asked_of_a_value_that_was_taken_out_can_be_copied(desk, plan, indicator):
    prefix = f"i{indicator.pk}"
    words = {f"{prefix}-cause": "工业占比高", f"{prefix}-answer-jump": "结构调整"}
    sent = {**WHY, **line(indicator, note="见附件"), **words, "do": "save"}
    response = desk.post(address(plan), sent)
    (shown,) = response.context["lines"]
    assert shown.lost == [("滞后原因", "工业占比高"), ("答复（提示）", "结构调整")]
    html = response.content.decode()
    for text in ("工业占比高", "结构调整", 'value="见附件"'):
        assert text in html


def test_a_line_without_a_value_alone_says_so(desk, plan, indicator):
    response = desk.post(address(plan), {**WHY, **line(indicator, note="见附件"), "do": "save"})
    assert response.status_code == 422
    html = response.content.decode()
    assert "没有填写任何数值" in html
    assert "没有填数值，这一行没有保存" in html
    assert "见附件" in html
    assert not Submission.objects.exists()


@pytest.mark.parametrize("do", ["save", "submit"])
def test_a_blank_line_is_told_of_what_was_approved_meanwhile_then_begun_knowingly(
    desk, plan, indicator, clerk, planner, do
):
    first = a_row(indicator, clerk, "36", vintage="final")
    for action, person in ((Action.SUBMIT, clerk), (Action.APPROVE, planner)):
        first = take_step(first.pk, action, user=person, now=IN_ROUND, version=first.version)
    typed = {**WHY, **line(indicator, "35"), "do": do}
    refused = desk.post(address(plan), typed)
    assert f"已被{planner.username}采用，当前为“36”" in refused.content.decode()
    assert 'value="35"' in refused.content.decode()
    assert Submission.objects.get() == first
    (shown,) = refused.context["lines"]
    assert shown.form["known"].value() == str(Seen.of(first))
    again = line(indicator, "35", known=shown.form["known"].value())
    assert desk.post(address(plan), {**WHY, **again, "do": "save"}).status_code == 302
    assert Submission.objects.exclude(pk=first.pk).get().value_text == "35"


def test_the_page_knows_of_what_is_approved(desk, plan, indicator, clerk, planner):
    first = a_row(indicator, clerk, "36", vintage="final")
    for action, person in ((Action.SUBMIT, clerk), (Action.APPROVE, planner)):
        first = take_step(first.pk, action, user=person, now=IN_ROUND, version=first.version)
    page = " ".join(desk.get(address(plan)).content.decode().split())
    assert f'name="i{indicator.pk}-known" value="{Seen.of(first)}"' in page


def test_a_blank_line_does_not_know_what_was_approved_again(desk, plan, indicator, clerk, planner):
    first = a_row(indicator, clerk, "36", vintage="final")
    for action, person in ((Action.SUBMIT, clerk), (Action.APPROVE, planner)):
        first = take_step(first.pk, action, user=person, now=IN_ROUND, version=first.version)
    stale = line(indicator, "35", known=Seen.of(first))
    corrected_again(first, "36.5", planner=planner, now=IN_ROUND)
    refused = desk.post(address(plan), {**WHY, **stale, "do": "save"})
    assert "当前为“36.5”" in refused.content.decode()
    assert Submission.objects.get() == first


def test_lines_nobody_typed_into_are_left_alone(desk, plan, indicator, planner):
    place = Place(indicator=indicator, year=2022, vintage=Vintage.FINAL)
    because = OnBehalf(reason="补录", document="年鉴")
    save_draft(
        place, Entry(value_text="31"), user=planner, now=IN_ROUND, seen=None, on_behalf=because
    )
    untouched = line(indicator, "30", seen=seen_in(1), initial={"value_text": "30"})
    response = desk.post(address(plan), {**WHY, **untouched, "do": "save"})
    assert "没有填写任何数值" in response.content.decode()
    assert Submission.objects.get().value_text == "31"


def test_saved_drafts_are_submitted_without_typing_them_again(desk, plan, indicator):
    desk.post(address(plan), {**WHY, **line(indicator, "36.5"), "do": "save"})
    draft = Submission.objects.get()
    assert draft.stage == "draft"
    kept = {"value_text": "36.5", "published_on": "2023-02-01"}
    again = line(indicator, "36.5", published_on="2023-02-01", seen=Seen.of(draft), initial=kept)
    assert desk.post(address(plan), {**WHY, **again, "do": "submit"}).status_code == 302
    draft.refresh_from_db()
    assert draft.stage == "submitted"


def test_what_is_submitted_needs_its_day_of_publication(desk, plan, indicator):
    without = {**WHY, "published_on": "", **line(indicator, "36.5")}
    response = desk.post(address(plan), {**without, "do": "submit"})
    assert "请填公布日期" in response.content.decode()
    assert not Submission.objects.exists()
    assert desk.post(address(plan), {**without, "do": "save"}).status_code == 302


def test_what_a_department_is_working_on_is_not_shown_nor_touched(
    desk, plan, indicator, clerk, planner
):
    place = Place(indicator=indicator, year=2022, vintage=Vintage.FINAL)
    save_draft(place, Entry(value_text="33.33"), user=clerk, now=IN_ROUND, seen=None)
    html = desk.get(address(plan)).content.decode()
    assert "33.33" not in html
    assert "统计局正在填报" in html
    desk.post(address(plan), {**WHY, **line(indicator, "36.5"), "do": "save"})
    draft = Submission.objects.get()
    assert (draft.value_text, draft.author) == ("33.33", clerk)
    with pytest.raises(RefusedError, match="部门自己的草稿"):
        take_step(draft.pk, Action.SUBMIT, user=planner, now=IN_ROUND, version=draft.version)


def test_a_department_that_edits_it_makes_it_its_own(plan, indicator, clerk, planner, department):
    make_signer(department)
    place = Place(indicator=indicator, year=2022, vintage=Vintage.FINAL)
    because = OnBehalf(reason="补录", document="年鉴")
    entered = save_draft(
        place, Entry(value_text="30"), user=planner, now=IN_ROUND, seen=None, on_behalf=because
    )
    sent = take_step(entered.pk, Action.SUBMIT, user=planner, now=IN_ROUND, version=entered.version)
    back = take_step(
        sent.pk, Action.RETURN, user=planner, now=IN_ROUND, version=sent.version, reason="请核"
    )
    own = save_draft(place, Entry(value_text="31"), user=clerk, now=IN_ROUND, seen=Seen.of(back))
    assert (own.on_behalf_reason, own.on_behalf_document) == ("", "")
    sent = take_step(own.pk, Action.SUBMIT, user=clerk, now=IN_ROUND, version=own.version)
    with pytest.raises(RefusedError, match="签发"):
        take_step(sent.pk, Action.APPROVE, user=planner, now=IN_ROUND, version=sent.version)
    assert RecordEntry.objects.filter(action_name="代填", reason="补录").exists()


def test_a_document_stands_in_for_the_signature(plan, indicator, planner, department):
    make_signer(department)
    place = Place(indicator=indicator, year=2022, vintage=Vintage.FINAL)
    because = OnBehalf(reason="补录", document="年鉴")
    entered = save_draft(
        place, Entry(value_text="30"), user=planner, now=IN_ROUND, seen=None, on_behalf=because
    )
    sent = take_step(entered.pk, Action.SUBMIT, user=planner, now=IN_ROUND, version=entered.version)
    done = take_step(sent.pk, Action.APPROVE, user=planner, now=IN_ROUND, version=sent.version)
    assert done.stage == "approved"


def test_only_years_of_the_plan_can_be_entered(desk, plan):
    assert desk.get(address(plan, 2019)).status_code == 404
    assert desk.get(address(plan, 2020)).status_code == 200
    assert desk.get(reverse("review_enter_choice")).status_code == 200


def test_a_longer_table_asks_no_more_of_the_database(
    desk, plan, department, django_assert_max_num_queries
):
    seen = []
    for wanted in (1, ROWS):
        for _ in range(wanted):
            make_indicator(plan, department=department, actuals={2021: "20"})
        with django_assert_max_num_queries(60) as captured:
            desk.get(address(plan))
        seen.append(len(captured))
    assert seen[0] == seen[1]


@pytest.mark.parametrize("how", ["drafts", "refused", "history"])
def test_what_was_typed_in_many_lines_asks_no_more_of_the_database(
    desk, plan, department, planner, django_assert_max_num_queries, how
):
    """Drafts with warnings shown, and lines shown again because nobody said why."""
    because = OnBehalf(reason="补录", document="年鉴")
    seen, typed = [], {}
    for wanted in (1, ROWS):
        for _ in range(wanted):
            made = make_indicator(
                plan, base="40", target="30", direction="fall", department=department,
                actuals={2021: "38"},
            )  # fmt: skip
            typed |= line(made, "60")
            if how != "refused":
                place = Place(indicator=made, year=2022, vintage=Vintage.FINAL)
                entry = Entry(value_text="60")
                save_draft(place, entry, user=planner, now=IN_ROUND, seen=None, on_behalf=because)
        with django_assert_max_num_queries(60) as captured:
            if how == "refused":
                page = desk.post(address(plan), {**typed, "reason": "", "do": "save"})
            elif how == "drafts":
                page = desk.get(address(plan))
            else:
                page = desk.get(reverse("entry_history_xlsx", args=[plan.slug]))
        assert page.status_code == (422 if how == "refused" else 200)
        seen.append(len(captured))
    assert seen[0] == seen[1]


def test_a_line_that_cannot_be_read_stops_the_saving(desk, plan, indicator):
    typed = line(indicator, "36.5", published_on="2022-13-01")
    response = desk.post(address(plan), {**WHY, **typed, "do": "save"})
    assert response.status_code == 422
    assert "2022-13-01" in response.content.decode()
    assert not Submission.objects.exists()


def test_what_waits_for_a_decision_and_what_nobody_owns_is_not_entered(desk, plan, indicator, send):
    make_indicator(plan, name="没有部门")
    submission = send(indicator, vintage="final")
    html = desk.get(address(plan)).content.decode()
    assert "在审核队列中" in html
    assert reverse("review_figure", args=[submission.pk]) in html
    assert "还没有数据提供部门" in html


def test_one_department_at_a_time(desk, plan, indicator):
    other = make_department(code="jyj", name="市教育局")
    make_indicator(plan, name="教育局的", department=other)
    shown = desk.get(address(plan, department="jyj", vintage="revised")).context
    assert [each.row.indicator.name for each in shown["lines"]] == ["教育局的"]
    assert shown["vintage"] == "revised"


class TestSentTwice:
    """A button pressed twice, or a page gone back to: what is there already is a success."""

    ALREADY = "1 个数据您已经填过，内容相同，没有重复保存"

    @pytest.mark.parametrize("do", ["save", "submit"])
    def test_the_same_again_is_found_as_it_was_sent(self, desk, plan, indicator, do):
        sent = {**WHY, **line(indicator, "36.5", note="年鉴第3页"), "do": do}
        desk.post(address(plan), sent)
        stored, lines = Submission.objects.get(), RecordEntry.objects.count()
        again = desk.post(address(plan), sent, follow=True)
        assert again.status_code == 200
        assert self.ALREADY in again.content.decode()
        assert "已被改动" not in again.content.decode()
        kept = Submission.objects.get()
        assert (kept.stage, kept.version) == (stored.stage, stored.version)
        assert RecordEntry.objects.count() == lines

    @pytest.mark.parametrize("do", ["save", "submit"])
    def test_so_is_a_draft_that_was_changed_or_sent(self, desk, plan, indicator, do):
        desk.post(address(plan), {**WHY, **line(indicator, "36"), "do": "save"})
        first = {"value_text": "36", "published_on": "2023-02-01"}
        text = "36.5" if do == "save" else "36"
        changed = line(indicator, text, published_on="2023-02-01", seen=seen_in(1), initial=first)
        for _ in range(2):
            answer = desk.post(address(plan), {**WHY, **changed, "do": do}, follow=True)
        assert self.ALREADY in answer.content.decode()
        stored = Submission.objects.get()
        stage = "draft" if do == "save" else "submitted"
        assert (stored.value_text, stored.stage) == (text, stage)

    def test_a_draft_is_sent_by_the_same_form_with_the_other_button(self, desk, plan, indicator):
        typed = {**WHY, **line(indicator, "36.5")}
        desk.post(address(plan), {**typed, "do": "save"})
        answer = desk.post(address(plan), {**typed, "do": "submit"}, follow=True)
        assert "1 个代填数据已提交，等待审核" in answer.content.decode()
        assert Submission.objects.get().stage == "submitted"

    def test_of_several_only_the_new_ones_are_counted(self, desk, plan, indicator, department):
        other = make_indicator(plan, name="另一个", department=department)
        first = {**WHY, **line(indicator, "36.5")}
        desk.post(address(plan), {**first, "do": "submit"})
        both = {**first, **line(other, "12"), "do": "save"}
        told = desk.post(address(plan), both, follow=True).content.decode()
        assert "1 个代填数据已保存为草稿" in told
        assert self.ALREADY in told
        assert Submission.objects.count() == 2

    @pytest.mark.parametrize("differs", ["value", "reason", "person"])
    def test_anything_else_is_told_and_nothing_of_it_lost(self, desk, plan, indicator, differs):
        sent = {**WHY, **line(indicator, "36.5"), "do": "submit"}
        desk.post(address(plan), sent)
        if differs == "value":
            sent |= line(indicator, "37")
        elif differs == "reason":
            sent |= {"reason": "来函更正"}
        else:
            desk.force_login(make_planner())
        answer = desk.post(address(plan), sent)
        assert answer.status_code == 422
        html = answer.content.decode()
        typed = "37" if differs == "value" else "36.5"
        assert f"没有保存您填的“{typed}”：这个数据在" in html
        assert "已被改动，当前为“36.5”（已提交）" in html

    @pytest.mark.parametrize("do", ["save", "submit"])
    @pytest.mark.parametrize(
        ("steps", "told"),
        [
            ([Action.RETURN], "已被退回（理由：单位不对），当前为“36.5”（退回）"),
            ([Action.TAKE_BACK], "已被撤回提交，当前为“36.5”（草稿）"),
            (
                [Action.APPROVE, Action.REVOKE],
                "已被撤销采用（理由：单位不对），当前为“36.5”（退回）",
            ),
        ],
        ids=["returned", "taken back", "undone"],
    )
    def test_what_came_back_meanwhile_is_not_sent_again_by_an_old_page(
        self, desk, plan, indicator, planner, do, steps, told
    ):
        sent = {**WHY, **line(indicator, "36.5")}
        desk.post(address(plan), {**sent, "do": "submit"})
        by = planner if Action.TAKE_BACK in steps else make_planner()
        for step in steps:
            now, reason = Submission.objects.get(), NEEDED.get(step, "")
            take_step(now.pk, step, user=by, now=timezone.now(), version=now.version, reason=reason)
        before = Submission.objects.get()
        answer = desk.post(address(plan), {**sent, "do": do})
        assert answer.status_code == 422
        html = answer.content.decode()
        assert told in html
        assert 'value="36.5"' in html
        kept = Submission.objects.get()
        assert (kept.stage, kept.reason) == (before.stage, before.reason)
        assert kept.version == before.version

        seen = line(indicator, "36.5", seen=Seen.of(kept), initial={"value_text": "36.5"})
        desk.post(address(plan), {**WHY, **seen, "do": "submit"})
        assert Submission.objects.get().stage == "submitted"

    def test_what_was_typed_after_a_return_is_found_as_it_was_sent(
        self, desk, plan, indicator, planner
    ):
        desk.post(address(plan), {**WHY, **line(indicator, "36"), "do": "submit"})
        sent = Submission.objects.get()
        returned = take_step(
            sent.pk,
            Action.RETURN,
            user=planner,
            now=IN_ROUND,
            version=sent.version,
            reason="单位不对",
        )
        first = {"value_text": "36", "published_on": "2023-02-01"}
        changed = line(indicator, "36.5", seen=Seen.of(returned), initial=first)
        for _ in range(2):
            answer = desk.post(address(plan), {**WHY, **changed, "do": "save"}, follow=True)
        assert self.ALREADY in answer.content.decode()
        assert Submission.objects.get().value_text == "36.5"

    def test_two_at_the_very_moment_are_one(self, place, planner, department):
        because = OnBehalf(reason="补录", document="年鉴")
        entry = Entry(value_text="36")
        first = save_draft(place, entry, user=planner, now=IN_ROUND, seen=None, on_behalf=because)
        second = writing.start(
            FIGURES,
            new_submission(place, department),
            entry,
            parts=parts_of(planner, department),
            user=planner,
            now=IN_ROUND,
            on_behalf=because,
            rival=Submission.objects.get,
        )
        assert second == first
        assert Submission.objects.get().version == 1

    @pytest.fixture
    def place(self, indicator):
        return Place(indicator=indicator, year=2022, vintage=Vintage.FINAL)


def test_what_a_department_began_meanwhile_is_told_and_stays_its_own(desk, plan, indicator, clerk):
    place = Place(indicator=indicator, year=2022, vintage=Vintage.FINAL)
    save_draft(place, Entry(value_text="33.33"), user=clerk, now=IN_ROUND, seen=None)
    answer = desk.post(address(plan), {**WHY, **line(indicator, "36.5"), "do": "save"})
    html = answer.content.decode()
    assert "没有保存您填的“36.5”：统计局正在填报这一项，不能代填" in html
    assert "33.33" not in html


TYPED = {
    "value_text": "36.5",
    "published_on": "2023-03-04",
    "source_title": "统计年鉴2023",
    "source_url": "https://tjj.example.cn/a",
    "note": "口径有调整，见附件第3页",
    "cause": "沙尘天气",
    "measure": "联防联控",
    "measure_by": "2023-12-31",
    "answer-jump": "已与部门核对",
}


@pytest.mark.parametrize("how", ["sent", "department", "no reason", "no day", "note only"])
def test_all_that_was_typed_into_a_line_shut_meanwhile_can_be_copied(
    desk, plan, indicator, clerk, how
):
    if how == "department":
        place = Place(indicator=indicator, year=2022, vintage=Vintage.FINAL)
        save_draft(place, Entry(value_text="33.33"), user=clerk, now=IN_ROUND, seen=None)
    else:
        desk.post(address(plan), {**WHY, **line(indicator, "36"), "do": "submit"})
    missing = {"no day": ("published_on",), "note only": ("value_text", "published_on")}
    typed = {name: text for name, text in TYPED.items() if name not in missing.get(how, ())}
    prefix = f"i{indicator.pk}"
    why = {**WHY, "published_on": "" if how == "no day" else WHY["published_on"]}
    why["reason"] = "" if how == "no reason" else why["reason"]
    sent = {**line(indicator), **{f"{prefix}-{name}": text for name, text in typed.items()}}
    answer = desk.post(address(plan), {**why, **sent, "do": "submit"})
    assert answer.status_code == 422
    html = answer.content.decode()
    row = html[html.index(f'id="line-{indicator.pk}"') :]
    row = row[: row.index("</tr>")]
    assert [text for text in typed.values() if text not in row] == []
    assert "您填的没有保存，全文在这里，可以复制" in row
    assert "33.33" not in html
    assert f'href="#line-{indicator.pk}"' in html
    assert not Submission.objects.filter(value_text="36.5").exists()


class TestChecks:
    """Entered for a department, a figure has to stand the same questions."""

    EXPLAINED = {
        "answer-jump": "沙尘",
        "answer-off_path": "沙尘",
        "cause": "沙尘天气",
        "measure": "联防联控",
        "measure_by": "2023-12-31",
    }

    @pytest.fixture(autouse=True)
    def early_2023(self, monkeypatch):
        """Have the figures of 2022 be those that are asked for."""
        monkeypatch.setattr("django.utils.timezone.now", lambda: IN_ROUND)

    def explained(self, indicator, text, **more):
        prefix = f"i{indicator.pk}"
        told = {**self.EXPLAINED, **more}
        return {**line(indicator, text), **{f"{prefix}-{name}": told[name] for name in told}}

    def test_a_figure_behind_waits_for_answers_cause_measure_and_date(self, desk, plan, indicator):
        refused = desk.post(address(plan), {**WHY, **line(indicator, "60"), "do": "submit"})
        html = refused.content.decode()
        assert refused.status_code == 422
        assert "将评为“逆向”" in html
        for name in self.EXPLAINED:
            assert f'name="i{indicator.pk}-{name}"' in html, name
        assert 'value="60"' in html
        assert not Submission.objects.exists()
        told = {**WHY, **self.explained(indicator, "60"), "do": "submit"}
        assert desk.post(address(plan), told).status_code == 302
        sent = Submission.objects.get()
        assert (sent.stage, sent.cause, sent.measure_by) == (
            "submitted",
            "沙尘天气",
            date(2023, 12, 31),
        )
        assert sent.answers == {"jump": "沙尘", "off_path": "沙尘"}

    @pytest.mark.parametrize("missing", ["reason", "published_on"])
    def test_what_was_answered_stays_on_the_page_while_something_else_is_missing(
        self, desk, plan, indicator, department, missing
    ):
        other = make_indicator(plan, name="另一个", department=department)
        typed = {**self.explained(indicator, "60"), **line(other, "", note="见附件")}
        typed[f"i{other.pk}-published_on"] = "2022-13-01"
        page = desk.post(address(plan), {**WHY, missing: "", **typed, "do": "submit"})
        assert page.status_code == 422
        html = " ".join(page.content.decode().split())
        prefix = f"i{indicator.pk}"
        for name, text in self.EXPLAINED.items():
            assert f'name="{prefix}-{name}"' in html, name
            if "answer" not in name:
                assert f'value="{text}"' in html
        assert html.count('value="沙尘"') >= 2
        assert not Submission.objects.exists()

    def test_answers_to_one_value_do_not_answer_for_the_next(self, desk, plan, indicator):
        told = {**WHY, **self.explained(indicator, "60"), "do": "save"}
        assert desk.post(address(plan), told).status_code == 302
        prefix = f"i{indicator.pk}"
        noted = {
            f"{prefix}-{name}-{code}": text
            for code in ("jump", "off_path")
            for name, text in (("was", "沙尘"), ("about", "60"))
        }
        other = {**self.explained(indicator, "75"), **noted, f"{prefix}-version": str(seen_in(1))}
        page = desk.post(address(plan), {**WHY, **other, "do": "submit"})
        assert page.status_code == 422
        html = " ".join(page.content.decode().split())
        assert html.count("请答复") == 2
        assert f'name="{prefix}-about-jump" value="75"' in html
        assert Submission.objects.get().value_text == "60"

    @pytest.mark.parametrize("missing", EXPLAINED)
    def test_nothing_of_it_may_be_left_out(self, desk, plan, indicator, missing):
        told = {**WHY, **self.explained(indicator, "60", **{missing: ""}), "do": "submit"}
        assert desk.post(address(plan), told).status_code == 422
        assert not Submission.objects.exists()

    def test_a_saved_draft_is_submitted_only_with_its_answers(self, desk, plan, indicator):
        """As from a workbook, which writes drafts."""
        desk.post(address(plan), {**WHY, **line(indicator, "60"), "do": "save"})
        draft = Submission.objects.get()
        page = desk.get(address(plan)).content.decode()
        assert f'name="i{indicator.pk}-answer-jump"' in page
        kept = {"value_text": "60", "published_on": "2023-02-01"}
        shown = line(indicator, "60", published_on="2023-02-01", seen=seen_in(1), initial=kept)
        assert desk.post(address(plan), {**WHY, **shown, "do": "submit"}).status_code == 422
        prefix = f"i{indicator.pk}"
        told = {f"{prefix}-{name}": text for name, text in self.EXPLAINED.items()}
        assert desk.post(address(plan), {**WHY, **shown, **told, "do": "submit"}).status_code == 302
        draft.refresh_from_db()
        assert (draft.stage, draft.measure) == ("submitted", "联防联控")

    def test_what_is_not_on_the_page_stays_as_it_was(self, desk, plan, indicator, planner):
        place = Place(indicator=indicator, year=2022, vintage=Vintage.FINAL)
        because = OnBehalf(reason="补录", document="年鉴")
        entry = Entry(value_text="37", cause="旧的原因", answers={"cross-x": "旧的答复"})
        save_draft(place, entry, user=planner, now=IN_ROUND, seen=None, on_behalf=because)
        sent = line(indicator, "36", seen=seen_in(1), initial={"value_text": "37"})
        desk.post(address(plan), {**WHY, **sent, "do": "save"})
        draft = Submission.objects.get()
        assert (draft.value_text, draft.cause) == ("36", "旧的原因")
        assert draft.answers == {}
        again = replace(entry, value_text="36")
        save_draft(place, again, user=planner, now=IN_ROUND, seen=Seen.of(draft), on_behalf=because)
        sent = line(indicator, "36.0", seen=seen_in(3), initial={"value_text": "36"})
        desk.post(address(plan), {**WHY, **sent, "do": "save"})
        draft.refresh_from_db()
        assert (draft.value_text, draft.answers) == ("36.0", {"cross-x": "旧的答复"})

    def test_of_years_gone_by_nobody_is_asked_to_explain(self, desk, plan, indicator):
        gone = line(indicator, "95")
        assert desk.post(address(plan, 2021), {**WHY, **gone, "do": "save"}).status_code == 302
        page = desk.get(address(plan, 2021)).content.decode()
        assert "往年数据，不必答复" in page
        assert "须说明" not in page
        kept = {"value_text": "95", "published_on": "2023-02-01"}
        shown = line(indicator, "95", published_on="2023-02-01", seen=seen_in(1), initial=kept)
        assert desk.post(address(plan, 2021), {**WHY, **shown, "do": "submit"}).status_code == 302
        assert Submission.objects.get().stage == "submitted"

    def test_errors_stop_the_years_gone_by_as_well(self, desk, plan, department):
        assigned = make_indicator(
            plan, kind="assigned", target="完成省下达指标", department=department
        )
        sent = {**WHY, **line(assigned, "完成"), "do": "submit"}
        refused = desk.post(address(plan, 2021), sent)
        assert "考核结果的依据" in refused.content.decode()
        assert not Submission.objects.exists()
        sent = {**WHY, **line(assigned, "完成", note="浙发改〔2022〕1号"), "do": "submit"}
        assert desk.post(address(plan, 2021), sent).status_code == 302

    def test_the_last_year_is_asked_about_even_when_its_round_is_locked(
        self, desk, plan, planner, indicator, monkeypatch
    ):
        sent = {**WHY, **line(indicator, "60"), "do": "submit"}
        for day, status in ((date(2024, 1, 3), 422), (date(2024, 2, 1), 302)):
            later = IN_ROUND.replace(year=day.year, month=day.month, day=day.day)
            monkeypatch.setattr("django.utils.timezone.now", lambda at=later: at)
            desk.force_login(planner)
            assert desk.post(address(plan), sent).status_code == status, day


@pytest.mark.parametrize("text", ["低于36", "36以内", "36以上"])
def test_what_is_only_a_bound_is_refused_on_behalf_too(desk, plan, indicator, text):
    answer = desk.post(address(plan), {**WHY, **line(indicator, text), "do": "submit"})
    assert answer.status_code == 422
    assert "不能当作这个数采用和评判" in answer.content.decode()
    assert not Submission.objects.exists()
