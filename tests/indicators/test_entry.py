"""A department's desk: what is due, the grid, one figure, signing; with real requests."""

from __future__ import annotations

import csv
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from indicators.models import ReportingRound, Submission, TargetRevision
from indicators.selectors.entry.sheet import SheetScope, sheet_rows
from indicators.services.entries import Entry, Place
from indicators.services.on_behalf import OnBehalf
from indicators.services.reporting import save_draft
from indicators.services.rounds import ensure_rounds, extend
from indicators.workflow import Action, RefusedError
from plans.models import RecordEntry
from tests.factories import (
    make_department,
    make_indicator,
    make_observation,
    make_plan,
    make_series,
)
from tests.people import make_clerk, make_planner, make_signer, make_user
from tests.sizes import ROWS
from tests.steps import EXPLAINED, take_step

pytestmark = pytest.mark.django_db
NOW = datetime(2023, 2, 1, 1, 0, tzinfo=UTC)
HTMX = {"HX-Request": "true"}
MOST_QUERIES = 24


@pytest.fixture(autouse=True)
def open_round(monkeypatch):
    """Have it be early in 2023, when the figures of 2022 are asked for."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def department():
    return make_department()


@pytest.fixture
def plan():
    made = make_plan()
    ensure_rounds(made)
    return made


@pytest.fixture
def indicator(plan, department):
    return make_indicator(
        plan, base="40", target="30", direction="fall", department=department, code="pm25"
    )


@pytest.fixture
def clerk(client, department):
    person = make_clerk(department)
    client.force_login(person)
    return person


def address(name, *args):
    return reverse(name, args=args)


def row_url(indicator, year=2022):
    return address("entry_row", indicator.plan.slug, year, indicator.code)


def grid_url(plan, year=2022):
    return address("entry_grid", plan.slug, year)


def typed(text="36", **fields):
    return {"value_text": text, "vintage": "preliminary", **fields}


def a_draft(indicator, user, text="36", **fields):
    place = Place(indicator=indicator, year=2022, vintage=fields.pop("vintage", "preliminary"))
    return save_draft(place, Entry(value_text=text, **fields), user=user, now=NOW, seen=None)


def test_the_desk_shows_what_is_due(client, clerk, indicator):
    page = client.get(address("entry_desk")).content.decode()
    assert "2022年数据" in page
    assert "还有<strong>58</strong>天" in page
    assert indicator.name in page
    assert "现在还没有开放" in page


def test_the_desk_says_why_a_round_is_closed_and_whom_to_ask(client, clerk, indicator):
    page = client.get(grid_url(indicator.plan, 2023)).content.decode()
    assert "现在还没有开放" in page
    assert "<input form=" not in page
    ReportingRound.objects.filter(year=2022).update(
        opens_on=date(2022, 1, 1), due_on=date(2022, 2, 1), locks_on=date(2022, 3, 1)
    )
    assert "规划人员" in client.get(grid_url(indicator.plan)).content.decode()


def test_what_came_back_stands_first_with_its_reason(client, clerk, indicator):
    sent = take_step(a_draft(indicator, clerk).pk, Action.SUBMIT, user=clerk, now=NOW, version=1)
    take_step(
        sent.pk, Action.RETURN, user=make_planner(), now=NOW, version=2, reason="单位应为微克"
    )
    page = client.get(address("entry_desk")).content.decode()
    assert page.index("单位应为微克") < page.index("现在可以填报")


def test_what_came_back_is_not_sent_again_unless_it_was_touched(
    client, clerk, indicator, monkeypatch
):
    draft = a_draft(indicator, clerk)
    sent = take_step(draft.pk, Action.SUBMIT, user=clerk, now=NOW, version=1)
    take_step(sent.pk, Action.RETURN, user=make_planner(), now=NOW, version=2, reason="核对")
    assert "可提交" not in client.get(grid_url(indicator.plan)).content.decode()
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(minutes=1))
    client.post(row_url(indicator), typed("35", submission=draft.pk, version=3), headers=HTMX)
    assert "可提交" in client.get(grid_url(indicator.plan)).content.decode()


@pytest.mark.parametrize("action", ["save", "submit"])
def test_what_came_back_is_not_sent_again_by_an_old_page(client, clerk, indicator, action):
    draft = a_draft(indicator, clerk, **EXPLAINED)
    sent = take_step(draft.pk, Action.SUBMIT, user=clerk, now=NOW, version=1)
    take_step(sent.pk, Action.RETURN, user=make_planner(), now=NOW, version=2, reason="核对单位")
    old = typed(submission=draft.pk, version=1, action=action)
    answer = client.post(address("entry_figure", draft.pk), old)
    assert answer.status_code == 409
    assert "已被退回（理由：核对单位）" in answer.content.decode()
    kept = Submission.objects.get()
    assert (kept.stage, kept.reason, kept.version) == ("returned", "核对单位", 3)
    client.post(address("entry_figure", draft.pk), {**old, "version": 3, "action": "submit"})
    assert Submission.objects.get().stage == "submitted"


@pytest.mark.parametrize("texts", [["36.5", "36"], ["36"]])
def test_nor_where_somebody_else_typed_the_same_after_the_return(
    client, clerk, department, indicator, texts
):
    draft = a_draft(indicator, clerk, **EXPLAINED)
    sent = take_step(draft.pk, Action.SUBMIT, user=clerk, now=NOW, version=1)
    take_step(sent.pk, Action.RETURN, user=make_planner(), now=NOW, version=2, reason="核对单位")
    client.force_login(make_clerk(department))
    page = address("entry_figure", draft.pk)
    for version, text in enumerate(["37", *texts], start=3):
        client.post(page, typed(text, submission=draft.pk, version=version, action="save"))
    client.force_login(clerk)
    before = Submission.objects.get()
    old = typed(submission=draft.pk, version=1, action="submit")
    answer = client.post(page, old)
    assert answer.status_code == 409
    assert "已被退回（理由：核对单位）" in answer.content.decode()
    kept = Submission.objects.get()
    assert (kept.stage, kept.reason, kept.version) == ("returned", "核对单位", before.version)


def test_the_grid_shows_last_year_and_the_path(client, clerk, indicator):
    make_observation(indicator.series, year=2021, text="38")
    page = client.get(grid_url(indicator.plan))
    (row,) = page.context["grid"].rows
    assert (row.last_year_text, row.due_text) == ("38", "36")
    assert "<input form=" in page.content.decode()


def test_behind_figures_that_are_there_the_first_to_enter_is_one_click_away(
    client, clerk, plan, department, indicator
):
    assert "到第一项要填的" not in client.get(grid_url(plan)).content.decode()
    make_observation(indicator.series, year=2022, text="35")
    make_indicator(plan, name="森林覆盖率", code="forest", department=department)
    html = client.get(grid_url(plan)).content.decode()
    (target,) = re.findall(r'<a href="#(row-[^"]+)">到第一项要填的：森林覆盖率</a>', html)
    assert f'id="{target}"' in html


def test_a_row_is_saved_and_says_so(client, clerk, indicator):
    answer = client.post(row_url(indicator), typed(), headers=HTMX)
    assert answer.headers["X-Entry-State"] == "saved"
    assert "已保存" in answer.content.decode()
    saved = Submission.objects.get()
    assert (saved.value_text, saved.stage, saved.version) == ("36", "draft", 1)


def test_what_was_sent_twice_is_saved_once(client, clerk, indicator):
    for _ in range(2):
        answer = client.post(row_url(indicator), typed(), headers=HTMX)
        assert answer.headers["X-Entry-State"] == "saved"
    assert Submission.objects.get().version == 1
    assert RecordEntry.objects.count() == 1


def test_one_sitting_is_one_line_of_the_record(client, clerk, indicator, monkeypatch):
    """The grid saves itself at every pause; who changed what is told once, and all of it."""

    def lines():
        told = RecordEntry.objects.order_by("pk")
        return [
            (
                each.actor_name,
                each.action,
                each.details.get("原", {}).get("value_text"),
                each.details.get("新", each.details.get("内容", {})).get("value_text"),
            )
            for each in told
        ]

    def type_in(text, version, minutes):
        at = NOW + timedelta(minutes=minutes)
        monkeypatch.setattr("django.utils.timezone.now", lambda: at)
        sent = typed(text, submission=draft.pk, version=version)
        answer = client.post(row_url(indicator), sent, headers=HTMX)
        assert answer.headers["X-Entry-State"] == "saved"

    client.post(row_url(indicator), typed("3"), headers=HTMX)
    draft, name = Submission.objects.get(), str(clerk)
    for version, text in enumerate(("36", "36.5", "35.5"), start=1):
        type_in(text, version, minutes=version)
    assert lines() == [(name, "create", None, "3")]
    type_in("35", 4, minutes=40)
    assert lines()[1:] == [(name, "save", "35.5", "35")]
    other = make_clerk(indicator.department)
    client.force_login(other)
    type_in("34", 5, minutes=41)
    assert lines()[2:] == [(str(other), "save", "35", "34")]
    type_in("34.5", 6, minutes=42)
    now = NOW + timedelta(minutes=43)
    take_step(draft.pk, Action.SUBMIT, user=other, now=now, version=7)
    assert lines()[3:] == [(str(other), "submit", None, "34.5")]


def test_what_a_planner_entered_and_a_clerk_takes_over_has_its_line(client, clerk, indicator):
    clerk.groups.add(Group.objects.get_or_create(name="planner")[0])
    place = Place(indicator=indicator, year=2022, vintage="preliminary")
    because = OnBehalf(reason="补录", document="年鉴")
    entered = save_draft(
        place, Entry(value_text="36"), user=clerk, now=NOW, seen=None, on_behalf=because
    )
    client.post(row_url(indicator), typed("35", submission=entered.pk, version=1), headers=HTMX)
    assert list(RecordEntry.objects.order_by("pk").values_list("action_name", flat=True)) == [
        "代填",
        "保存草稿",
    ]


def test_fields_that_were_not_sent_stay(client, clerk, indicator):
    draft = a_draft(indicator, clerk, source_url="https://example.org/x", note="口头")
    client.post(row_url(indicator), typed("35", submission=draft.pk, version=1), headers=HTMX)
    draft.refresh_from_db()
    assert (draft.value_text, draft.note) == ("35", "口头")
    assert draft.source_url == "https://example.org/x"


def test_a_conflict_shows_both_and_either_can_be_chosen(client, clerk, indicator):
    draft = a_draft(indicator, clerk)
    other = make_clerk(indicator.department)
    client.post(row_url(indicator), typed("35", submission=draft.pk, version=1), headers=HTMX)
    client.force_login(other)
    mine = typed("33", submission=draft.pk, version=1)
    answer = client.post(row_url(indicator), mine, headers=HTMX)
    page = " ".join(answer.content.decode().split())
    assert answer.headers["X-Entry-State"] == "conflict"
    assert "<td>33</td>" in page
    assert "<td>35</td>" in page
    assert 'name="version" value="1"' in page
    answer = client.post(row_url(indicator), {**mine, "overwrite": f"{draft.pk}:2"}, headers=HTMX)
    assert answer.headers["X-Entry-State"] == "saved"
    assert Submission.objects.get().value_text == "33"


def test_without_scripts_a_conflict_keeps_what_was_typed(client, clerk, indicator):
    draft = a_draft(indicator, clerk)
    client.post(row_url(indicator), typed("35", submission=draft.pk, version=1))
    answer = client.post(row_url(indicator), typed("33", submission=draft.pk, version=1))
    assert answer.status_code == 409
    page = answer.content.decode()
    assert 'value="33"' in page
    assert "<td>35</td>" in page


def test_without_scripts_a_row_is_saved_and_the_page_shown_again(client, clerk, indicator):
    answer = client.post(row_url(indicator), typed())
    assert answer.status_code == 302
    assert answer.url.endswith("#row-pm25")


def test_a_draft_moves_to_another_vintage(client, clerk, indicator):
    draft = a_draft(indicator, clerk)
    sent = {**typed(submission=draft.pk, version=1), "vintage": "final"}
    answer = client.post(row_url(indicator), sent, headers=HTMX)
    assert answer.headers["X-Entry-State"] == "saved"
    assert Submission.objects.get().vintage == "final"
    again = {**sent, "vintage": "estimate"}
    assert (
        client.post(row_url(indicator), again, headers=HTMX).headers["X-Entry-State"] == "conflict"
    )


def test_a_move_tells_what_was_typed_in_the_sitting_before_it(client, clerk, indicator):
    client.post(row_url(indicator), typed("3"), headers=HTMX)
    draft = Submission.objects.get()
    client.post(row_url(indicator), typed("36", submission=draft.pk, version=1), headers=HTMX)
    moved = {**typed("36", submission=draft.pk, version=2), "vintage": "final"}
    client.post(row_url(indicator), moved, headers=HTMX)
    line = RecordEntry.objects.get(action="change_vintage")
    assert line.details["内容"]["value_text"] == "36"


def test_what_a_figure_behind_still_wants_is_told_until_all_is_said(client, clerk, indicator):
    told = {"cause": "工地扬尘未控", "measure": "加密巡查"}
    client.post(row_url(indicator), typed("39"), headers=HTMX)
    draft = Submission.objects.get()
    page = client.get(grid_url(indicator.plan)).content.decode()
    assert "提交前请写明原因、整改措施和期限" in page
    past = typed("39", submission=draft.pk, version=1, measure_by="2022-06-30")
    page = client.post(row_url(indicator), past, headers=HTMX).content.decode()
    for wanted in ("请写明原因。", "请写明整改措施。", "整改期限须在今天之后。"):
        assert wanted in page
    late = typed("39", submission=draft.pk, version=2, measure_by="2022-06-30", **told)
    page = client.post(row_url(indicator), late, headers=HTMX).content.decode()
    assert "<b>须说明</b> 整改期限须在今天之后。" in page
    assert "请写明原因" not in page
    in_time = typed("39", submission=draft.pk, version=3, measure_by="2023-06-30", **told)
    page = client.post(row_url(indicator), in_time, headers=HTMX).content.decode()
    assert "<b>已说明</b> 按这个数将评为“滞后”。" in page
    assert "须说明" not in page


def test_an_unreadable_date_is_told_and_the_rest_kept_on_screen(client, clerk, indicator):
    answer = client.post(row_url(indicator), typed(measure_by="2023-13-99"), headers=HTMX)
    assert answer.headers["X-Entry-State"] == "invalid"
    assert "整改期限" in answer.content.decode()
    assert not Submission.objects.exists()


def test_without_scripts_what_cannot_be_saved_is_shown_again(client, clerk, indicator):
    answer = client.post(
        address("entry_figure", a_draft(indicator, clerk).pk),
        typed("35", version="1", source_url="not an address"),
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="not an address"' in page
    assert "来源网址" in page
    assert Submission.objects.get().value_text == "36"


def test_everything_found_is_said_at_once(client, clerk, indicator):
    make_observation(indicator.series, year=2021, text="38")
    page = client.post(row_url(indicator), typed("60"), headers=HTMX).content.decode()
    assert "比上年的38增加58%" in page
    assert "将评为“逆向”" in page
    for name in ("answer-jump", "answer-off_path", "cause", "measure", "measure_by"):
        assert f'name="{name}"' in page


def test_a_figure_goes_only_when_all_is_answered(client, clerk, indicator):
    make_observation(indicator.series, year=2021, text="38")
    draft = a_draft(indicator, clerk, "60")
    url = address("entry_figure", draft.pk)
    sent = typed("60", version="1", action="submit")
    answer = client.post(url, sent)
    assert answer.status_code == 422
    assert Submission.objects.get().stage == "draft"
    told = {
        "answer-jump": "沙尘",
        "answer-off_path": "沙尘",
        "cause": "沙尘天气",
        "measure": "联防联控",
        "measure_by": "2023-12-31",
    }
    answer = client.post(url, {**sent, **told})
    assert answer.status_code == 302
    sent_figure = Submission.objects.get()
    assert sent_figure.stage == "submitted"
    assert sent_figure.answers == {"jump": "沙尘", "off_path": "沙尘"}
    assert sent_figure.measure_by == date(2023, 12, 31)


@pytest.mark.parametrize(
    ("code", "text", "is_asked"),
    [
        ("sx14-rd-intensity", "3.05", False),
        ("sx14-rd-intensity", "12", True),
        ("sx14-rd-intensity", "-0", True),
        ("sx14-rd-intensity", "2.2", True),
        ("sx14-life-expectancy", "82.5", False),
        ("sx14-life-expectancy", "84", True),
        ("sx14-pension-coverage", "98.9", False),
        ("sx14-pension-coverage", "97", True),
        ("sx14-urbanisation", "73", False),
        ("sx14-urbanisation", "79", True),
        ("sx14-accident-death-rate", "0.0101", False),
        ("sx14-accident-death-rate", "0.02", True),
        ("sx14-gdp", "6900", False),
        ("sx14-gdp", "9800", True),
    ],
)
def test_a_short_way_makes_a_small_distance_worth_a_question(
    client, clerk, plan, department, code, text, is_asked
):
    """As the plan prints its indicators."""
    with (settings.BASE_DIR / "fixtures/shaoxing-14/indicators.csv").open() as lines:
        printed = next(each for each in csv.DictReader(lines) if each["code"] == code)
    names = ("unit", "direction", "path")
    made = make_indicator(
        plan,
        base=printed["baseline_text"],
        target=printed["target_text"],
        department=department,
        **{name: printed[name] for name in names if printed[name]},
    )
    page = client.post(row_url(made), typed(text), headers=HTMX).content.decode()
    assert ('name="answer-off_path"' in page) == is_asked


QUESTIONS = ("jump", "off_path")


def noted(about: str, answer: str) -> dict[str, str]:
    """What the page sends beside its questions: the answers it had, and to which value."""
    return {
        f"{name}-{code}": text
        for code in QUESTIONS
        for name, text in (("answer", answer), ("was", answer), ("about", about))
    }


class TestAnswersGoToTheirValue:
    @pytest.fixture(autouse=True)
    def answered(self, client, clerk, indicator):
        """A figure of 60 whose questions were answered."""
        make_observation(indicator.series, year=2021, text="38")
        given = {f"answer-{code}": "沙尘" for code in QUESTIONS}
        client.post(row_url(indicator), typed("60", **given), headers=HTMX)
        stored = Submission.objects.get()
        assert (stored.author, stored.answers) == (clerk, dict.fromkeys(QUESTIONS, "沙尘"))

    def send(self, client, indicator, text, **more):
        stored = Submission.objects.get()
        sent = typed(text, submission=stored.pk, version=stored.version, **more)
        return client.post(row_url(indicator), sent, headers=HTMX)

    def test_another_value_is_asked_about_again(self, client, indicator):
        page = self.send(client, indicator, "75", **noted("60", "沙尘")).content.decode()
        assert Submission.objects.get().answers == {}
        assert page.count("请答复") == 2
        assert 'name="about-jump" value="75"' in " ".join(page.split())

    def test_also_where_the_page_notes_nothing(self, client, indicator):
        self.send(client, indicator, "75", **{f"answer-{code}": "沙尘" for code in QUESTIONS})
        assert Submission.objects.get().answers == {}

    def test_a_page_that_still_shows_the_old_answer_does_not_give_it_again(self, client, indicator):
        self.send(client, indicator, "75", **noted("60", "沙尘"))
        self.send(client, indicator, "75", note="已核", **noted("60", "沙尘"))
        assert Submission.objects.get().note == "已核"
        assert Submission.objects.get().answers == {}

    def test_the_same_words_can_be_given_to_the_new_value(self, client, indicator):
        self.send(client, indicator, "75", **noted("60", "沙尘"))
        again = {**noted("75", ""), **{f"answer-{code}": "沙尘" for code in QUESTIONS}}
        self.send(client, indicator, "75", **again)
        assert Submission.objects.get().answers == dict.fromkeys(QUESTIONS, "沙尘")

    def test_words_typed_together_with_the_new_value_are_to_it(self, client, indicator):
        self.send(client, indicator, "75", **{**noted("60", "沙尘"), "answer-jump": "新仪器"})
        assert Submission.objects.get().answers == {"jump": "新仪器"}

    def test_a_value_written_another_way_is_no_other(self, client, indicator):
        self.send(client, indicator, "６０.０", **noted("60", "沙尘"))
        assert Submission.objects.get().value_text == "６０.０"
        assert Submission.objects.get().answers == dict.fromkeys(QUESTIONS, "沙尘")

    def test_sent_twice_because_the_answer_got_lost_changes_nothing(self, client, indicator):
        stored = Submission.objects.get()
        sent = typed("75", submission=stored.pk, version=stored.version, **noted("60", "沙尘"))
        for _ in range(2):
            page = client.post(row_url(indicator), sent, headers=HTMX)
            assert page.headers["X-Entry-State"] == "saved"
        assert Submission.objects.get().version == stored.version + 1

    def test_it_cannot_be_submitted_with_them(self, client):
        stored = Submission.objects.get()
        told = {"cause": "沙尘", "measure": "联防", "measure_by": "2023-12-31"}
        sent = typed("75", version=stored.version, action="submit", **noted("60", "沙尘"), **told)
        page = client.post(address("entry_figure", stored.pk), sent)
        assert page.status_code == 422
        assert Submission.objects.get().stage == "draft"


def test_several_are_submitted_at_once_and_each_refusal_is_told(client, clerk, plan, department):
    good, bad = (
        make_indicator(plan, base="0", target="100", department=department, name=name)
        for name in ("好指标", "差指标")
    )
    drafts = [a_draft(good, clerk, "40"), a_draft(bad, clerk, "10")]
    answer = client.post(
        address("entry_submit", plan.slug, 2022),
        {"ticket": [f"{each.pk}:{each.version}" for each in drafts] + ["x", "9:"]},
        follow=True,
    )
    page = answer.content.decode()
    assert "已提交1个数据" in page
    assert "没有提交“差指标”" in page
    assert [each.stage for each in Submission.objects.order_by("pk")] == ["submitted", "draft"]


def test_a_figure_is_taken_back(client, clerk, indicator):
    draft = a_draft(indicator, clerk)
    sent = take_step(draft.pk, Action.SUBMIT, user=clerk, now=NOW, version=1)
    step = {"action": "take_back", "version": sent.version}
    client.post(address("entry_step", draft.pk), step)
    assert Submission.objects.get().stage == "draft"


def test_a_figure_stays_sent_once_the_round_is_locked(client, clerk, indicator, plan):
    draft = a_draft(indicator, clerk)
    sent = take_step(draft.pk, Action.SUBMIT, user=clerk, now=NOW, version=1)
    ReportingRound.objects.filter(plan=plan, year=2022).update(
        due_on=date(2023, 1, 20), locks_on=date(2023, 1, 25)
    )
    step = {"action": "take_back", "version": sent.version}
    page = client.post(address("entry_step", draft.pk), step, follow=True).content.decode()
    assert "锁定" in page
    assert Submission.objects.get().stage == "submitted"


def test_what_planners_entered_is_signed_once_the_department_submits_it(clerk, indicator):
    make_signer(indicator.department)
    planner = make_planner()
    place = Place(indicator=indicator, year=2022, vintage="preliminary")
    draft = save_draft(
        place,
        Entry(value_text="36", **EXPLAINED),
        user=planner,
        now=NOW,
        seen=None,
        on_behalf=OnBehalf(reason="来函", document="绍统〔2023〕1号"),
    )
    sent = take_step(draft.pk, Action.SUBMIT, user=clerk, now=NOW, version=draft.version)
    assert (sent.on_behalf_reason, sent.author) == ("", clerk)
    with pytest.raises(RefusedError, match="签发"):
        take_step(sent.pk, Action.APPROVE, user=planner, now=NOW, version=sent.version)


def test_a_figure_of_far_too_many_digits_leaves_the_desk_as_it_is(client, clerk, indicator, plan):
    answer = client.post(row_url(indicator), {"vintage": "final", "value_text": "9" * 27})
    assert answer.status_code < 500
    stored = Submission.objects.get()
    assert stored.value_text == "9" * 27
    for page in (grid_url(plan), address("entry_figure", stored.pk)):
        assert client.get(page).status_code == 200


def test_a_remark_is_kept_and_shown(client, clerk, indicator):
    draft = a_draft(indicator, clerk)
    client.post(address("entry_comment", draft.pk), {"text": "请看附件"})
    page = client.get(address("entry_figure", draft.pk)).content.decode()
    assert "请看附件" in page
    assert "新建草稿" in page


def test_a_signer_signs_many_and_returns_one_with_a_reason(client, clerk, plan, department):
    signer = make_signer(department)
    drafts = [
        a_draft(make_indicator(plan, base="0", department=department), clerk, "40")
        for _ in range(3)
    ]
    for each in drafts:
        take_step(each.pk, Action.SUBMIT, user=clerk, now=NOW, version=1)
    assert client.get(address("entry_sign")).status_code == 403
    client.force_login(signer)
    page = client.get(address("entry_sign")).content.decode()
    assert "待签发（3）" in page
    back = {"return": f"{drafts[0].pk}:2", f"reason-{drafts[0].pk}": " "}
    answer = client.post(address("entry_sign_chosen"), back)
    assert answer.status_code == 422
    back[f"reason-{drafts[0].pk}"] = "口径不对"
    client.post(address("entry_sign_chosen"), back)
    chosen = {"ticket": [f"{each.pk}:2" for each in drafts[1:]]}
    assert (
        "已签发2个数据"
        in client.post(address("entry_sign_chosen"), chosen, follow=True).content.decode()
    )
    stages = [each.stage for each in Submission.objects.order_by("pk")]
    assert stages == ["returned", "signed", "signed"]


def test_a_report_of_others_among_those_signed_stops_no_other(client, clerk, plan, department):
    other = make_department(code="other", name="市其他局")
    strange = a_draft(make_indicator(plan, base="0", department=other), make_clerk(other), "40")
    own = [
        a_draft(make_indicator(plan, base="0", department=department), clerk, "40")
        for _ in range(2)
    ]
    for each in own:
        take_step(each.pk, Action.SUBMIT, user=clerk, now=NOW, version=1)
    client.force_login(make_signer(department))
    tickets = [f"{own[0].pk}:2", f"{strange.pk}:1", f"{own[1].pk}:2"]
    answer = client.post(address("entry_sign_chosen"), {"ticket": tickets}, follow=True)
    page = answer.content.decode()
    assert "已签发2个数据" in page
    assert f"没有签发编号{strange.pk}的数据：您的单位没有这一份。" in page
    assert set(Submission.objects.filter(stage="signed")) == set(own)


def test_nobody_sees_another_departments_desk(client, clerk, indicator):
    draft = a_draft(indicator, clerk)
    client.force_login(make_clerk(make_department(code="other", name="市其他局")))
    assert client.get(address("entry_figure", draft.pk)).status_code == 404
    assert client.post(row_url(indicator), typed("1")).status_code == 404
    assert client.get(f"{grid_url(indicator.plan)}?department=tjj").status_code == 404
    client.force_login(make_user("reader"))
    assert client.get(address("entry_desk")).status_code == 403
    client.logout()
    assert client.get(address("entry_desk")).status_code == 302


def test_a_signer_looks_but_does_not_type(client, indicator, department):
    client.force_login(make_signer(department))
    assert "<input form=" not in client.get(grid_url(indicator.plan)).content.decode()
    answer = client.post(row_url(indicator), typed(), headers=HTMX)
    assert answer.headers["X-Entry-State"] == "refused"


def test_kinds_ask_for_what_fits_them(client, clerk, plan, department):
    make_indicator(plan, kind="assigned", target="完成省下达指标", department=department)
    total = make_indicator(
        plan, kind="cumulative", target="[50]", department=department, actuals={2021: "8"}
    )
    make_indicator(plan, kind="average_growth", target="6.5", unit="%", department=department)
    page = client.get(grid_url(plan)).content.decode()
    assert '<option value="未完成"' in page
    assert "累计数，此前 8" in page
    assert "当年增速" in page
    answer = client.post(row_url(total), typed("12"), headers=HTMX).content.decode()
    assert "累计 20" in answer


def test_a_total_with_years_missing_is_not_held_against_the_path(client, clerk, plan, department):
    total = make_indicator(
        plan,
        kind="cumulative",
        base="/",
        target="[50]",
        department=department,
        series=make_series(nonnegative=True),
    )
    page = client.post(row_url(total), typed("8"), headers=HTMX).content.decode()
    assert "≥" in page
    assert "answer-off_path" not in page
    make_observation(total.series, year=2021, text="1")
    draft = Submission.objects.get()
    sent = typed("9", submission=draft.pk, version=1)
    page = client.post(row_url(total), sent, headers=HTMX).content.decode()
    assert "answer-off_path" in page


def test_an_issued_number_is_shown_and_the_yearly_word_still_asked_for(
    client, clerk, plan, department
):
    assigned = make_indicator(
        plan, kind="assigned", target="完成省下达指标", unit="%", department=department
    )
    assert '<option value="未完成"' in client.get(grid_url(plan)).content.decode()
    TargetRevision.objects.create(
        indicator=assigned,
        effective_from=date(2023, 1, 1),
        kind="issued",
        target_text="3以上",
        document="浙发改〔2023〕1号",
        reason="省里下达",
    )
    page = client.get(grid_url(plan)).content.decode()
    assert '<option value="未完成"' in page
    assert "3以上（规划原定 完成省下达指标）" in page
    answer = client.post(row_url(assigned), typed("3.2"), headers=HTMX).content.decode()
    assert "可提交" not in answer
    draft = Submission.objects.get()
    sent = typed("完成", submission=draft.pk, version=1, note="省考核通报")
    answer = client.post(row_url(assigned), sent, headers=HTMX).content.decode()
    assert "保持达标" in answer
    assert "可提交" in answer
    (row,) = sheet_rows(
        SheetScope(plan=plan, years=(2022,), department=department), today=NOW.date()
    )
    assert (row.text("ask"), row.choices) == (
        "完成或未完成，并写说明",
        {"value_text": ("完成", "未完成")},
    )


def test_what_is_compared_shows_what_with(client, clerk, plan, department):
    gdp = make_series(code="gdp-growth", unit="%", name="地区生产总值增速")
    make_indicator(
        plan,
        kind="relative",
        base="/",
        target="与经济增长基本同步",
        unit="%",
        reference=gdp,
        department=department,
    )
    page = client.get(grid_url(plan)).content.decode()
    assert "参照：地区生产总值增速 还没有" in page
    assert "当年实际增速" in page
    assert "扣除价格因素" in page
    make_observation(gdp, year=2022, text="4.4")
    assert "参照：地区生产总值增速 4.4" in client.get(grid_url(plan)).content.decode()


def test_of_a_composite_only_its_parts_are_asked(client, clerk, plan, department):
    parent = make_indicator(
        plan, kind="composite", target="", base="", name="排放总量", department=department
    )
    make_indicator(
        plan,
        kind="assigned",
        target="省下达指标",
        name="化学需氧量",
        parent=parent,
        department=department,
    )
    page = client.get(grid_url(plan)).content.decode()
    assert "化学需氧量" in page
    assert "排放总量" not in page
    assert client.post(row_url(parent), typed("1"), headers=HTMX).status_code == 404
    with pytest.raises(RefusedError, match="由分项指标合成"):
        a_draft(parent, clerk)
    assert not Submission.objects.exists()


def test_only_a_yearly_source_is_proposed_again(client, clerk, indicator):
    observation = make_observation(indicator.series, year=2021, text="38")
    assert 'value="2022年统计公报"' in client.get(grid_url(indicator.plan)).content.decode()
    for once in ("省两会观察：挑大梁", "省两会观察（2022-01-16）", "省两会观察，2022年1月"):
        observation.sources.update(title=once)
        assert "省两会观察" not in client.get(grid_url(indicator.plan)).content.decode()


def test_what_is_published_counts_as_done_and_can_be_revised(client, clerk, indicator):
    make_observation(indicator.series, year=2022, text="35")
    page = client.get(grid_url(indicator.plan)).content.decode()
    assert "已有公布数据" in page
    assert "<input form=" not in page
    page = client.get(f"{grid_url(indicator.plan)}?revise=pm25").content.decode()
    assert '<option value="final" selected' in page


def test_a_person_of_two_departments_chooses(client, clerk, plan, indicator):
    other = make_department(code="other", name="市其他局")
    make_indicator(plan, department=other, name="别家的指标")
    other.memberships.create(user=clerk, role="clerk")
    page = client.get(f"{grid_url(plan)}?department=other").content.decode()
    assert "别家的指标" in page
    assert indicator.name not in page


def test_figures_of_one_desk_are_checked_against_each_other(client, clerk, plan, department):
    """Before any of them is approved."""
    incomes = {"urban-income": "80000", "rural-income": "50000"}
    for code, text in incomes.items():
        series = make_series(code=code, unit="元")
        each = make_indicator(plan, base="0", unit="元", series=series, department=department)
        a_draft(each, clerk, text)
    ratio = make_indicator(
        plan,
        base="1.72",
        target="<1.7",
        direction="fall",
        series=make_series(code="income-ratio"),
        department=department,
    )
    page = client.post(row_url(ratio), typed("1.65"), headers=HTMX).content.decode()
    assert "urban-income÷rural-income应约为1.6" in page
    assert "answer-cross-rural-income/urban-income" in page
    page = client.get(grid_url(plan)).content.decode()
    assert "应约为1.6" in page


def test_the_source_of_last_year_is_filled_in_a_year_on(client, clerk, indicator):
    make_observation(indicator.series, year=2021, text="38")
    page = client.get(grid_url(indicator.plan)).content.decode()
    assert 'value="2022年统计公报"' in page


def test_a_total_is_no_more_than_known(client, clerk, plan, department):
    make_indicator(plan, kind="cumulative", target="[50]", department=department)
    page = client.get(grid_url(plan, 2022)).content.decode()
    assert "累计数" in page
    assert "此前" not in page


def test_the_desk_says_until_when_a_lock_is_lifted(client, clerk, indicator, department):
    round_ = ReportingRound.objects.get(year=2022)
    round_.opens_on = round_.due_on = date(2023, 1, 1)
    round_.locks_on = date(2023, 1, 20)
    round_.save()
    assert "现在没有开放" in client.get(address("entry_desk")).content.decode()
    extend(
        round_,
        department=department,
        until=datetime(2023, 2, 3, 10, 0, tzinfo=UTC),
        reason="机构改革",
        user=make_planner(),
        now=NOW,
    )
    page = client.get(address("entry_desk")).content.decode()
    assert "已为本单位延期至2023-02-03 18:00" in page
    answer = client.post(row_url(indicator), typed(), headers=HTMX)
    assert answer.headers["X-Entry-State"] == "saved"


def test_what_changed_since_it_was_seen_is_not_submitted(client, clerk, indicator):
    draft = a_draft(indicator, clerk)
    client.post(row_url(indicator), typed("35", submission=draft.pk, version=1), headers=HTMX)
    url = address("entry_submit", indicator.plan.slug, 2022)
    page = client.post(url, {"ticket": f"{draft.pk}:1"}, follow=True).content.decode()
    assert "已被改动" in page
    assert Submission.objects.get().stage == "draft"


def test_another_departments_figure_is_not_submitted(client, clerk, indicator):
    draft = a_draft(indicator, clerk)
    client.force_login(make_clerk(make_department(code="other", name="市其他局")))
    url = address("entry_submit", indicator.plan.slug, 2022)
    client.post(url, {"ticket": f"{draft.pk}:1"})
    assert Submission.objects.get().stage == "draft"


def test_members_are_led_to_their_desk_and_planners_to_theirs(client, clerk, indicator):
    desk = f'<a href="{address("entry_desk")}">填报</a>'
    assert desk in client.get("/").content.decode()
    client.force_login(make_planner())
    page = client.get("/").content.decode()
    assert desk not in page
    assert "审核</a>" in page
    client.logout()
    page = client.get("/").content.decode()
    assert desk not in page
    assert "审核</a>" not in page


@pytest.mark.parametrize("name", ["grid", "desk"])
def test_queries_do_not_grow_with_the_figures(client, clerk, plan, department, name):
    url = grid_url(plan) if name == "grid" else address("entry_desk")
    needed = {}
    for count in (1, ROWS):
        for number in range(count):
            each = make_indicator(plan, base="0", department=department, actuals={2021: "20"})
            if number % 2:
                a_draft(each, clerk, "40")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        needed[count] = len(queries)
    assert needed[ROWS] == needed[1] <= MOST_QUERIES


def test_in_a_locked_round_the_lock_is_told_and_not_the_check(client, clerk, indicator):
    draft = a_draft(indicator, clerk, "95")
    ReportingRound.objects.filter(year=2022).update(
        opens_on=date(2022, 1, 1), due_on=date(2022, 2, 1), locks_on=date(2022, 3, 1)
    )
    url = address("entry_submit", indicator.plan.slug, 2022)
    page = client.post(url, {"ticket": f"{draft.pk}:1"}, follow=True)
    (told,) = [str(each) for each in page.context["messages"]]
    assert "锁定" in told
    assert "请写明原因" not in told


@pytest.mark.parametrize("text", ["低于30", "<30", "30以内", "最多30", "控制在30", "30以上", ">30"])
def test_what_is_only_a_bound_is_not_judged_and_not_submitted(client, clerk, indicator, text):
    page = client.post(row_url(indicator), typed(text), headers=HTMX).content.decode()
    assert "不能当作这个数采用和评判" in page
    assert "完成" not in page
    draft = Submission.objects.get()
    url = address("entry_figure", draft.pk)
    answer = client.post(url, typed(text, version="1", action="submit"))
    assert answer.status_code == 422
    assert "请填实际数" in answer.content.decode()
    client.post(grid_url(indicator.plan), {"action": "submit", "only": f"{draft.pk}:1"})
    assert Submission.objects.get().stage == "draft"


def test_a_lower_bound_stands_for_a_rising_target_once_it_is_explained(
    client, clerk, plan, department
):
    rising = make_indicator(plan, base="60", target="75", department=department)
    draft = a_draft(rising, clerk, "75以上")
    url, sent = address("entry_figure", draft.pk), typed("75以上", version="1", action="submit")
    asked = client.post(url, sent)
    assert asked.status_code == 422
    assert "提前完成" in asked.content.decode()
    told = {"answer-at_least": "公报只有下限", "answer-off_path": "超额"}
    assert client.post(url, {**sent, **told}).status_code == 302
    assert Submission.objects.get().stage == "submitted"


def test_a_total_is_asked_about_where_years_do_not_add_up(client, clerk, plan, department):
    level = make_indicator(plan, base="60", target="75", department=department)
    flow = make_indicator(plan, kind="cumulative", base="/", target="[50]", department=department)
    for indicator, is_asked in ((level, True), (flow, False)):
        page = client.post(row_url(indicator), typed("[66]"), headers=HTMX).content.decode()
        assert ("五年累计数的写法" in page) is is_asked
