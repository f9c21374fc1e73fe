"""Lawful changes of a target and of a definition: entered, judged both ways, kept for ever."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from indicators.models import (
    Assessment,
    Definition,
    Evidence,
    Observation,
    Submission,
    TargetRevision,
    Vintage,
)
from indicators.seen import Seen
from indicators.services.definitions import NewDefinition, add_definition
from indicators.services.entries import Entry, Place
from indicators.services.reporting import save_draft
from indicators.services.targets import NewTarget, revise_target
from indicators.workflow import Action, RefusedError
from plans.models import RecordEntry
from tests.factories import judge, make_indicator, make_observation, make_series
from tests.indicators.review.conftest import IN_ROUND
from tests.people import make_clerk, make_user
from tests.steps import EXPLAINED, take_step

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
TARGET = {
    "target_text": "35",
    "effective_from": "2023-06-01",
    "document": "绍市发〔2023〕8号",
    "reason": "中期评估后动态调整",
}
CENSUS = {
    "version": "census-2022",
    "text": "按新的人口普查",
    "valid_from": "2022-11-01",
    "asked_from": "2023",
    "document": "统计公告1号",
    "reason": "普查后重新核算",
}


@pytest.fixture(autouse=True)
def _kept_here(settings, tmp_path):
    settings.VAR_DIR = tmp_path


def verdicts(indicator, year=2023):
    """Return the states of a year by standpoint, as they are stored."""
    rows = Assessment.objects.filter(indicator=indicator, year=year)
    return dict(rows.values_list("standpoint", "state"))


def states(indicator):
    """Return the states of every year as they rule its page."""
    rows = Assessment.objects.filter(indicator=indicator, standpoint="current")
    return list(rows.order_by("year").values_list("state", flat=True))


def shown(client, indicator, year=2023):
    row = client.get(f"/indicators/{indicator.code}/?year={year}").context["row"]
    return row, {each.standpoint: each for each in row.others}


class TestTargets:
    def test_both_verdicts_stand_and_the_change_is_on_the_record(self, desk, indicator, planner):
        make_observation(indicator.series, year=2023, text="36.5")
        file = SimpleUploadedFile("批复.pdf", PDF, content_type="application/pdf")
        sent = {**TARGET, "indicator": indicator.code, "file": file}
        assert desk.post("/review/targets/", sent).status_code == 302
        judge(indicator.plan)
        assert verdicts(indicator) == {"current": "ahead", "original_target": "behind"}
        row, others = shown(desk, indicator)
        assert (row.state, others["original_target"].label) == ("ahead", "按原目标 30")
        page = desk.get(f"/indicators/{indicator.code}/").content.decode()
        assert "绍市发〔2023〕8号" in page
        assert "批复.pdf" in page
        entry = RecordEntry.objects.get(subject_kind="target")
        assert (entry.actor, entry.reason) == (planner, TARGET["reason"])
        assert (entry.details["原"], entry.details["新"]) == ("30", "35")
        assert "批复.pdf" in desk.get("/review/targets/").content.decode()

    def test_its_document_is_for_whoever_is_signed_in(self, client, desk, indicator):
        file = SimpleUploadedFile("批复.pdf", PDF)
        desk.post("/review/targets/", {**TARGET, "indicator": indicator.code, "file": file})
        address = f"/entry/evidence/{Evidence.objects.get().pk}/"
        desk.logout()
        page = client.get(f"/indicators/{indicator.code}/").content.decode()
        assert "批复.pdf" not in page
        assert "登录后可查阅" in page
        assert client.get(address).status_code == 302
        client.force_login(make_user())
        assert b"".join(client.get(address).streaming_content) == PDF

    def test_an_issued_number_ends_waiting(self, desk, plan, department):
        series = make_series(unit="%")
        waiting = make_indicator(
            plan,
            kind="assigned",
            target="完成省下达指标",
            department=department,
            unit="%",
            series=series,
        )
        make_observation(series, year=2021, text="完成")
        make_observation(series, year=2022, text="未完成")
        judge(plan)
        assert states(waiting)[:3] == ["holding", "breached", "pending_target"]
        sent = {**TARGET, "indicator": waiting.code, "target_text": "13以上"}
        assert desk.post("/review/targets/", sent).status_code == 302
        judge(plan)
        assert states(waiting)[:3] == ["holding", "breached", "no_data"]
        assert TargetRevision.objects.get().kind == "issued"
        assert "上级下达" in desk.get(f"/indicators/{waiting.code}/").content.decode()

    def test_full_width_digits_are_kept_as_everybody_types_them(self, desk, indicator):
        sent = {**TARGET, "indicator": indicator.code, "target_text": "３５．５以内"}
        assert desk.post("/review/targets/", sent).status_code == 302
        assert TargetRevision.objects.get().target_text == "35.5以内"

    def test_one_registered_late_says_so_where_a_day_before_is_looked_back_to(
        self, desk, client, indicator
    ):
        desk.post("/review/targets/", {**TARGET, "indicator": indicator.code})
        revision = TargetRevision.objects.get()
        assert revision.recorded_at is not None
        recorded_on = timezone.localdate(revision.recorded_at)
        page = f"/indicators/{indicator.code}/"
        assert f"{recorded_on:%Y-%m-%d} 登记" in client.get(page).content.decode()
        late = "那天还没有登记"
        assert late not in client.get(page).content.decode()
        assert late in client.get(f"{page}?known_on=2023-06-02").content.decode()
        TargetRevision.objects.update(recorded_at="2023-06-01T08:00:00+08:00")
        assert late not in client.get(f"{page}?known_on=2023-06-02").content.decode()

    def test_a_change_to_come_rules_from_its_day_on(self, desk, client, indicator):
        make_observation(indicator.series, year=2023, text="36.5")
        desk.post("/review/targets/", {**TARGET, "indicator": indicator.code})
        judge(indicator.plan)
        for day, state in (("2024-03-01", "ahead"), ("2023-05-31", "no_data")):
            query = f"?year=2023&known_on={day}"
            detail = client.get(f"/indicators/{indicator.code}/{query}").context["detail"]
            assert detail.row.state == state
            assert len(detail.revisions) == (day > "2023-06-01")

    @pytest.mark.parametrize(
        ("field", "value", "words"),
        [
            ("target_text", "很多很多", "很多很多"),
            ("target_text", "45", "不优于基期"),
            ("document", "", "必填"),
            ("reason", "", "必填"),
            ("indicator", "nothing", "选择"),
            ("effective_from", "昨天", "日期"),
            ("effective_from", "9999-01-01", "2021-01-01 至 2026-12-31"),
            ("effective_from", "2020-12-31", "2021-01-01 至 2026-12-31"),
            ("target_text", "/", "请写明数值"),
            ("target_text", "9" * 16, "目标数值过大"),
            ("target_text", "完成省下达指标", "请写明数值"),
            ("target_text", "与经济增长基本同步", "请写明数值"),
            ("target_text", "-0", "正负号"),
            ("target_text", "[35]", "五年的累计数"),
        ],
    )
    def test_what_cannot_stand_is_refused_with_the_form_as_typed(
        self, desk, indicator, field, value, words
    ):
        sent = {**TARGET, "indicator": indicator.code, field: value}
        response = desk.post("/review/targets/", sent)
        assert response.status_code == 422
        content = unescape(response.content.decode())
        assert words in content
        if field != "document":
            assert TARGET["document"] in content
        assert not TargetRevision.objects.exists()
        assert not RecordEntry.objects.filter(subject_kind="target").exists()

    @pytest.mark.parametrize(("text", "words"), [("300000", "一万倍"), ("20", "降低33%")])
    def test_one_out_of_proportion_wants_an_answer_that_is_recorded(
        self, desk, indicator, text, words
    ):
        sent = {**TARGET, "indicator": indicator.code, "target_text": text}
        if text == "300000":
            sent["indicator"] = make_indicator(
                indicator.plan, base="10", target="30", unit="万元", department=indicator.department
            ).code
        asked = desk.post("/review/targets/", sent)
        assert asked.status_code == 422
        assert words in unescape(asked.content.decode())
        assert not TargetRevision.objects.exists()
        assert desk.post("/review/targets/", {**sent, "answer": "\u200b\u2060"}).status_code == 422
        sent["answer"] = "已与文件原件核对"
        assert desk.post("/review/targets/", sent).status_code == 302
        details = RecordEntry.objects.get(subject_kind="target").details
        assert details["核对说明"] == "已与文件原件核对"
        assert words in details["系统提问"]

    def test_the_file_that_came_with_what_is_asked_about_is_named(self, desk, indicator):
        sent = {**TARGET, "indicator": indicator.code, "target_text": "20"}
        file = SimpleUploadedFile("批复.pdf", PDF)
        asked = desk.post("/review/targets/", {**sent, "file": file})
        assert asked.status_code == 422
        assert "“批复.pdf”没有保存，页面也不能替您留着：请重新选择" in asked.content.decode()
        bad = SimpleUploadedFile("批复.exe", b"MZ")
        told = desk.post("/review/targets/", {**sent, "answer": "已核对", "file": bad})
        assert told.content.decode().count("“批复.exe”") == 1

    def test_a_share_is_no_more_than_the_whole(self, desk, plan, department):
        series = make_series(unit="%", nonnegative=True)
        share = make_indicator(
            plan,
            kind="keep",
            base="69",
            target="90以上",
            department=department,
            unit="%",
            series=series,
        )
        refusals = (("101", "最多100%"), ("倍增", "最多100%"), ("0", "任何数都已经达到"))
        for text, words in refusals:
            sent = {**TARGET, "indicator": share.code, "target_text": text}
            refused = desk.post("/review/targets/", sent)
            assert refused.status_code == 422
            assert words in refused.content.decode()
        assert not TargetRevision.objects.exists()

    def test_a_day_has_one_change_and_a_replay_is_told_so(self, desk, indicator):
        sent = {**TARGET, "indicator": indicator.code}
        assert desk.post("/review/targets/", sent).status_code == 302
        for again in (sent, {**sent, "target_text": "34"}):
            refused = desk.post("/review/targets/", again)
            assert refused.status_code == 422
            assert "已经登记" in refused.content.decode()
        assert TargetRevision.objects.get().target_text == "35"
        assert RecordEntry.objects.filter(subject_kind="target").count() == 1

    def test_a_mistaken_one_is_taken_back_with_a_reason(self, desk, indicator, planner):
        make_observation(indicator.series, year=2023, text="36.5")
        desk.post("/review/targets/", {**TARGET, "indicator": indicator.code})
        judge(indicator.plan)
        sent = {"revision": TargetRevision.objects.get().pk, "reason": ""}
        page = desk.post("/review/targets/withdraw/", sent, follow=True).content.decode()
        assert "须写明理由" in page
        assert TargetRevision.objects.exists()
        sent["reason"] = "抄错了一位"
        page = desk.post("/review/targets/withdraw/", sent, follow=True).content.decode()
        assert "抄错了一位" in page
        assert not TargetRevision.objects.exists()
        stale = Assessment.objects.filter(indicator=indicator, stale_since__isnull=False)
        assert stale.exists()
        judge(indicator.plan)
        assert verdicts(indicator)["current"] == "behind"
        assert shown(desk, indicator)[0].state == "behind"
        line = RecordEntry.objects.get(action="withdraw_target")
        assert (line.actor, line.reason, line.details["原"]) == (planner, "抄错了一位", "35")
        again = {**TARGET, "indicator": indicator.code, "target_text": "34"}
        assert desk.post("/review/targets/", again).status_code == 302
        gone = desk.post("/review/targets/withdraw/", sent, follow=True).content.decode()
        assert "已被撤销" in gone

    def test_a_file_that_is_something_else_is_refused_with_everything(self, desk, indicator):
        file = SimpleUploadedFile("批复.pdf", b"MZ\x90\x00 not a document")
        sent = {**TARGET, "indicator": indicator.code, "file": file}
        assert desk.post("/review/targets/", sent).status_code == 422
        assert not TargetRevision.objects.exists()
        assert not Evidence.objects.exists()

    def test_a_composite_is_changed_through_its_parts(self, plan):
        whole = make_indicator(plan, kind="composite", target="/")
        new = NewTarget(
            indicator=whole,
            target_text="9",
            effective_from=date(2023, 1, 1),
            document="文",
            reason="因",
        )
        with pytest.raises(RefusedError, match="分项"):
            revise_target(new, file=None, user=make_user("admin"), now=timezone.now())

    def test_nobody_else_may(self, indicator, clerk):
        new = NewTarget(
            indicator=indicator,
            target_text="35",
            effective_from=date(2023, 1, 1),
            document="文",
            reason="因",
        )
        with pytest.raises(RefusedError, match="规划人员"):
            revise_target(new, file=None, user=clerk, now=timezone.now())


def test_every_page_shows_the_target_in_force_beside_the_printed_one(client, desk, indicator):
    make_observation(indicator.series, year=2023, text="36.5")
    desk.post("/review/targets/", {**TARGET, "indicator": indicator.code})
    judge(indicator.plan)
    for page in ("indicators/", "matrix/"):
        text = client.get(f"/plans/{indicator.plan.slug}/{page}").content.decode()
        assert re.search(r"<b>\s*(<[^>]+>\s*)*35\b", text), page
        assert "原 30" in text, page
    figures = client.get(f"/indicators/{indicator.code}/").context["detail"].figures
    goal = next(each for each in figures if each.label == "2025年目标")
    assert (goal.value, goal.note) == ("35", "规划原定 30")
    file = client.get(f"/plans/{indicator.plan.slug}/indicators.csv").content.decode()
    assert "现行目标" in file
    row = client.get(f"/plans/{indicator.plan.slug}/indicators/?known_on=2023-05-31")
    assert row.context["listing"].rows[0].target_in_force == "30"


def test_a_figure_is_not_rounded_across_a_changed_target(client, desk, indicator):
    make_observation(indicator.series, year=2023, text="35.001")
    desk.post("/review/targets/", {**TARGET, "indicator": indicator.code})
    judge(indicator.plan)
    row = client.get(f"/indicators/{indicator.code}/?year=2023").context["row"]
    assert (row.state, row.actual_text) == ("ahead", "35.001")


class TestDefinitions:
    @pytest.fixture
    def define(self, desk, indicator):
        """Enter a new definition of the indicator's series through the page."""

        def enter(**fields):
            sent = {**CENSUS, "series": indicator.series.code, **fields}
            return desk.post("/review/definitions/", sent)

        return enter

    def observed(self, indicator, text, *, year=2023, version="census-2022"):
        definition = Definition.objects.get(version=version) if version else None
        return make_observation(indicator.series, year=year, text=text, definition=definition)

    def test_it_is_entered_with_reason_and_document_and_recorded(self, define, indicator, planner):
        assert define(linking_factor="1.25").status_code == 302
        made = Definition.objects.get()
        assert (made.series, made.linking_factor) == (indicator.series, Decimal("1.25"))
        entry = RecordEntry.objects.get(subject_kind="definition")
        assert (entry.actor, entry.reason) == (planner, CENSUS["reason"])
        assert entry.details["衔接系数"] == "1.25"

    def test_with_a_factor_both_verdicts_stand_side_by_side(self, define, desk, indicator):
        define(linking_factor="1.25")
        self.observed(indicator, "27.2")
        judge(indicator.plan)
        row, others = shown(desk, indicator)
        assert (row.state, row.actual_text) == ("on_track", "34")
        other = others["new_definition"]
        assert (other.label, other.state, other.actual_text) == ("按新口径", "on_track", "27.2")
        stored = Assessment.objects.get(indicator=indicator, year=2023, standpoint="new_definition")
        ruling = Assessment.objects.get(indicator=indicator, year=2023, standpoint="current")
        assert stored.share == ruling.share == Decimal("0.6")
        assert stored.due_value == Decimal("27.2")
        assert stored.gap == Decimal("3.2")
        page = desk.get(f"/indicators/{indicator.code}/?year=2023").content.decode()
        assert "按原口径" in page
        assert CENSUS["reason"] in page

    def test_without_one_figures_in_both_give_a_verdict_and_a_reason(self, define, desk, indicator):
        define()
        self.observed(indicator, "27.2")
        self.observed(indicator, "34", version="")
        judge(indicator.plan)
        row, others = shown(desk, indicator)
        assert (row.state, row.actual_text) == ("on_track", "34")
        assert others["new_definition"].state == "not_comparable"
        assert "没有衔接系数" in others["new_definition"].sentence

    def test_without_one_the_new_figure_alone_is_not_compared_and_said_once(
        self, define, desk, indicator
    ):
        define()
        self.observed(indicator, "27.2")
        judge(indicator.plan)
        row, others = shown(desk, indicator)
        assert (row.state, others) == ("not_comparable", {})

    def test_an_older_definition_is_not_the_new_one(self, define, indicator):
        define(linking_factor="1")
        define(version="census-2010", valid_from="2010-11-01", asked_from="", linking_factor="2")
        indicator.definition = Definition.objects.get(version="census-2022")
        indicator.save()
        self.observed(indicator, "17", version="census-2010")
        judge(indicator.plan)
        assert verdicts(indicator) == {"current": "on_track"}

    def test_departments_report_in_it_from_its_year_on(self, client, define, indicator, clerk):
        define()
        client.force_login(clerk)
        asked_in = client.get(f"/entry/{indicator.plan.slug}/2023/").content.decode()
        assert CENSUS["text"] in asked_in
        assert (
            CENSUS["text"] not in client.get(f"/entry/{indicator.plan.slug}/2022/").content.decode()
        )
        asked = {year: indicator.definition_asked(year) for year in (2022, 2023)}
        assert asked == {2022: None, 2023: Definition.objects.get()}
        place = Place(indicator=indicator, year=2022, vintage=Vintage.PRELIMINARY)
        draft = save_draft(
            place,
            Entry(value_text="27"),
            user=clerk,
            now=datetime(2023, 2, 1, 4, tzinfo=UTC),
            seen=None,
        )
        assert draft.definition is None

    def test_a_draft_begun_before_is_asked_again_and_sent_in_the_new_definition(
        self, client, define, indicator, clerk, planner
    ):
        place = Place(indicator=indicator, year=2023, vintage=Vintage.PRELIMINARY)
        then = {"user": clerk, "now": datetime(2024, 2, 1, 4, tzinfo=UTC)}
        draft = save_draft(place, Entry(value_text="34", **EXPLAINED), seen=None, **then)
        assert draft.definition is None
        define()
        client.force_login(clerk)
        page = client.get(f"/entry/{indicator.plan.slug}/2023/").content.decode()
        assert CENSUS["text"] in page
        with pytest.raises(RefusedError, match="口径已变更为“按新的人口普查”"):
            take_step(draft.pk, Action.SUBMIT, version=draft.version, **then)
        noted = Entry(value_text="34", note="来源已补", **EXPLAINED)
        draft = save_draft(place, noted, seen=Seen.of(draft), **then)
        with pytest.raises(RefusedError, match="口径已变更"):
            take_step(draft.pk, Action.SUBMIT, version=draft.version, **then)
        answers = {**EXPLAINED["answers"], "redefined-census-2022": "按普查口径核对无误"}
        answered = Entry(value_text="34", **{**EXPLAINED, "answers": answers})
        draft = save_draft(place, answered, seen=Seen.of(draft), **then)
        sent = take_step(draft.pk, Action.SUBMIT, version=draft.version, **then)
        assert sent.definition == Definition.objects.get()
        client.force_login(planner)
        assert "按普查口径核对无误" in client.get(f"/review/figures/{sent.pk}/").content.decode()
        take_step(sent.pk, Action.APPROVE, **{**then, "user": planner}, version=sent.version)
        assert Observation.objects.get(year=2023).definition == Definition.objects.get()

    def test_a_number_typed_after_the_change_is_not_asked_about(self, define, indicator, clerk):
        place = Place(indicator=indicator, year=2023, vintage=Vintage.PRELIMINARY)
        then = {"user": clerk, "now": datetime(2024, 2, 1, 4, tzinfo=UTC)}
        draft = save_draft(place, Entry(value_text="34", **EXPLAINED), seen=None, **then)
        define()
        draft = save_draft(
            place, Entry(value_text="33.5", **EXPLAINED), seen=Seen.of(draft), **then
        )
        assert draft.definition == Definition.objects.get()
        assert take_step(draft.pk, Action.SUBMIT, version=draft.version, **then)

    @pytest.mark.parametrize(
        ("again", "words"),
        [
            ({"valid_from": CENSUS["valid_from"]}, "同一天生效"),
            ({"asked_from": CENSUS["asked_from"]}, "同一年起报"),
        ],
    )
    def test_two_of_one_day_or_year_are_refused(self, define, again, words):
        assert define().status_code == 302
        other = {"version": "census-2030", "valid_from": "2030-11-01", "asked_from": ""}
        refused = define(**{**other, **again})
        assert refused.status_code == 422
        assert words in refused.content.decode()
        assert Definition.objects.count() == 1

    def test_what_was_sent_before_is_returned_for_the_new_definition(
        self, desk, define, indicator, send, clerk
    ):
        sent = send(indicator, "36")
        define(asked_from="2022")
        address = f"/review/figures/{sent.pk}/"
        assert "提交以后口径变更了" in desk.get(address).content.decode()
        decision = {"action": "approve", "version": sent.version}
        refused = desk.post(f"{address}decide/", decision)
        assert refused.status_code == 422
        assert "按新口径核对" in refused.content.decode()
        assert not Observation.objects.filter(year=2022).exists()
        decision = {"action": "return", "version": sent.version, "reason": "口径变更"}
        assert desk.post(f"{address}decide/", decision).status_code == 302
        back = Submission.objects.get()
        then = {"user": clerk, "now": IN_ROUND}
        answers = {**EXPLAINED["answers"], "redefined-census-2022": "核对无误"}
        place = Place(indicator=indicator, year=2022, vintage=Vintage.PRELIMINARY)
        entry = Entry(value_text="36", **{**EXPLAINED, "answers": answers})
        back = save_draft(place, entry, seen=Seen.of(back), **then)
        again = take_step(back.pk, Action.SUBMIT, version=back.version, **then)
        assert again.definition == Definition.objects.get()
        decision = {"action": "approve", "version": again.version}
        assert desk.post(f"{address}decide/", decision).status_code == 302

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"reason": ""}, "必填"),
            ({"document": ""}, "必填"),
            ({"version": "普查"}, "小写字母"),
            ({"linking_factor": "0"}, "大于"),
            ({"linking_factor": "约一"}, "数"),
            ({"asked_from": "23"}, "1990"),
        ],
    )
    def test_what_cannot_stand_is_refused(self, define, fields, words):
        response = define(**fields)
        assert response.status_code == 422
        assert words in unescape(response.content.decode())
        assert not Definition.objects.exists()

    def test_a_version_is_entered_once(self, define):
        define()
        assert define().status_code == 422
        assert Definition.objects.count() == 1

    def test_nobody_else_may(self, indicator, department):
        new = NewDefinition(
            series=indicator.series,
            version="v2",
            valid_from=date(2023, 1, 1),
            text="新",
            document="文",
            reason="因",
        )
        with pytest.raises(RefusedError, match="规划人员"):
            add_definition(new, user=make_clerk(department), now=timezone.now())


@pytest.mark.parametrize("count", [1, 20])
def test_the_pages_ask_no_more_with_more_changes(
    desk, plan, indicator, django_assert_num_queries, count
):
    for number in range(count):
        TargetRevision.objects.create(
            indicator=indicator,
            effective_from=date(2023, 1, 1 + number),
            kind="adjusted",
            target_text=str(number),
            document="文",
            reason="因",
        )
        Definition.objects.create(series=indicator.series, version=f"v{number}", text="新")
    for page, queries in (("targets", 8), ("definitions", 8)):
        with django_assert_num_queries(queries):
            desk.get(f"/review/{page}/")
