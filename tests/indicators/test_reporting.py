"""The way of a figure through the services: nothing lost, nothing doubled, every step recorded."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from indicators import services
from indicators.models import (
    Assessment,
    Extension,
    Observation,
    ReportingRound,
    Submission,
    Vintage,
)
from indicators.reminding import remind_of_returned
from indicators.seen import Seen
from indicators.selectors.entry.desk import desk
from indicators.selectors.reminders import returned_digests
from indicators.services import entries, reporting, writing
from indicators.services.drafts import save_figure
from indicators.services.entries import Entry, Place
from indicators.services.observations import NewObservation, Source, record_observation
from indicators.services.on_behalf import OnBehalf
from indicators.services.parts import parts_of
from indicators.services.reporting import save_draft
from indicators.services.reviewing import add_comment
from indicators.services.rounds import end_extension, ensure_rounds, extend, set_days
from indicators.services.ways import ConflictError
from indicators.submitting import BlockedError, submit_figure
from indicators.targets import UnreadableValueError
from indicators.workflow import Action, RefusedError
from plans.models import Membership, RecordEntry
from tests.factories import make_department, make_indicator, make_plan
from tests.people import make_clerk, make_planner, make_signer, make_user
from tests.steps import EXPLAINED, a_row, approved_by_now, take_step

pytestmark = pytest.mark.django_db
IN_ROUND = datetime(2023, 2, 1, 1, 0, tzinfo=UTC)
LOCKED = datetime(2024, 5, 1, 1, 0, tzinfo=UTC)


@pytest.fixture
def department():
    return make_department()


@pytest.fixture
def indicator(department):
    plan = make_plan()
    ensure_rounds(plan)
    made = make_indicator(plan, base="40", target="30", direction="fall", department=department)
    services.ensure_assessments(plan=plan, now=IN_ROUND)
    return made


@pytest.fixture
def place(indicator):
    return Place(indicator=indicator, year=2022, vintage="preliminary")


@pytest.fixture
def clerk(department):
    return make_clerk(department)


@pytest.fixture
def planner():
    return make_planner()


def draft(place, user, text="34", *, seen=None, now=IN_ROUND, **more):
    return save_draft(
        place,
        Entry(value_text=text, source_title="统计快报", **EXPLAINED),
        user=user,
        now=now,
        seen=seen,
        approved_seen=approved_by_now(place),
        **more,
    )


def step(submission, action, user, *, now=IN_ROUND, **more):
    version = more.pop("version", submission.version)
    return take_step(submission.pk, action, user=user, now=now, version=version, **more)


def test_the_whole_way_of_one_figure(place, clerk, planner):
    submission = draft(place, clerk)
    submission = step(submission, Action.SUBMIT, clerk)
    assert not Observation.objects.exists()
    submission = step(submission, Action.APPROVE, planner)
    observation = Observation.objects.get()
    assert submission.observation == observation
    assert (observation.value, observation.year) == (34, 2022)
    assert observation.sources.get().title == "统计快报"
    assert Assessment.objects.get(indicator=place.indicator, year=2022).stale_since == IN_ROUND
    assert [each.action for each in RecordEntry.objects.order_by("pk")] == [
        "create",
        "submit",
        "approve",
    ]


def test_a_figure_is_returned_with_its_reason_and_sent_again(place, clerk, planner):
    submission = step(draft(place, clerk), Action.SUBMIT, clerk)
    submission = step(submission, Action.RETURN, planner, reason="单位应为%")
    assert (submission.stage, submission.reason) == ("returned", "单位应为%")
    submission = draft(place, clerk, "33", seen=Seen.of(submission))
    assert submission.stage == "returned"
    submission = step(submission, Action.SUBMIT, clerk)
    assert submission.reason == ""
    assert RecordEntry.objects.get(action="return").reason == "单位应为%"


def test_an_undone_approval_withdraws_the_figure_and_keeps_it_readable(place, clerk, planner):
    submission = step(draft(place, clerk), Action.SUBMIT, clerk)
    submission = step(submission, Action.APPROVE, planner)
    submission = step(submission, Action.REVOKE, planner, reason="来源更正")
    observation = Observation.objects.get()
    assert observation.withdrawn_at == IN_ROUND
    assert submission.observation is None
    submission = draft(place, clerk, "33.5", seen=Seen.of(submission))
    submission = step(submission, Action.SUBMIT, clerk)
    submission = step(submission, Action.APPROVE, planner)
    assert Observation.objects.filter(withdrawn_at=None).get().value_text == "33.5"


@pytest.mark.parametrize("typed", [None, date(2023, 1, 20)], ids=["by the system", "typed"])
def test_a_correction_after_an_undo_does_not_rewrite_what_was_known(
    client, place, clerk, planner, typed
):
    days = [datetime(2023, 2, day, 1, tzinfo=UTC) for day in (1, 10, 20)]
    entry = Entry(value_text="34", published_on=typed, **EXPLAINED)
    first = save_draft(place, entry, user=clerk, now=days[0], seen=None)
    first = step(step(first, Action.SUBMIT, clerk), Action.APPROVE, planner, now=days[0])
    assert (first.published_on, first.public_on) == (typed, typed or date(2023, 2, 1))
    back = step(first, Action.REVOKE, planner, reason="来源更正", now=days[1])
    assert back.published_on == typed
    entry = Entry(value_text="33.5", published_on=typed, **EXPLAINED)
    again = save_draft(place, entry, user=clerk, now=days[2], seen=Seen.of(back))
    again = step(again, Action.SUBMIT, clerk, now=days[2])
    step(again, Action.APPROVE, planner, now=days[2])
    for day, text in ((1, "34"), (9, "34"), (10, ""), (19, ""), (20, "33.5"), (28, "33.5")):
        address = f"/indicators/{place.indicator.code}/?year=2022&known_on=2023-02-{day:02}"
        detail = client.get(address).context["detail"]
        assert detail.row.actual_text == text, day
        assert ("33.5" in {row.printed_text for row in detail.observations}) is (day >= 20)


def actual_on(client, place, day):
    """Return the figure of the year as the indicator's page has it, looked back to a day."""
    address = f"/indicators/{place.indicator.code}/?year=2022&known_on={day}"
    return client.get(address).context["detail"].row.actual_text


@pytest.mark.parametrize("vintage", ["preliminary", "final", "revised"])
def test_a_correction_in_whatever_vintage_is_not_known_before_it_was_decided(
    client, place, clerk, planner, vintage
):
    days = [datetime(2023, 2, day, 1, tzinfo=UTC) for day in (1, 10, 20)]
    entry = Entry(value_text="34", published_on=date(2023, 1, 20), **EXPLAINED)
    first = save_draft(place, entry, user=clerk, now=days[0], seen=None)
    first = step(step(first, Action.SUBMIT, clerk), Action.APPROVE, planner, now=days[0])
    back = step(first, Action.REVOKE, planner, reason="来源更正", now=days[1])
    other = Place(indicator=place.indicator, year=2022, vintage=vintage)
    entry = Entry(value_text="33.5", published_on=date(2023, 1, 20), **EXPLAINED)
    again = save_figure(other, entry, user=clerk, now=days[2], seen=Seen.of(back))
    again = step(again, Action.SUBMIT, clerk, now=days[2])
    again = step(again, Action.APPROVE, planner, now=days[2])
    known = [actual_on(client, place, f"2023-02-{day:02}") for day in (1, 9, 10, 19, 20, 28)]
    assert known == ["34", "34", "", "", "33.5", "33.5"]
    back = step(again, Action.REVOKE, planner, reason="又有更正", now=days[2])
    entry = Entry(value_text="33", published_on=date(2023, 1, 20), **EXPLAINED)
    place = Place(indicator=place.indicator, year=2022, vintage="final")
    last = save_figure(place, entry, user=clerk, now=days[2], seen=Seen.of(back))
    last = step(last, Action.SUBMIT, clerk, now=days[2])
    step(last, Action.APPROVE, planner, now=days[2] + timedelta(days=2))
    known = [actual_on(client, place, f"2023-02-{day:02}") for day in (9, 19, 21, 22)]
    assert known == ["34", "", "", "33"]


def test_the_next_vintage_after_a_correction_is_known_from_its_own_publication(
    client, place, clerk, planner
):
    days = [datetime(2023, 2, day, 1, tzinfo=UTC) for day in (1, 10, 12)]
    first = step(draft(place, clerk), Action.SUBMIT, clerk)
    first = step(first, Action.APPROVE, planner, now=days[0])
    back = step(first, Action.REVOKE, planner, reason="来源更正", now=days[1])
    again = draft(place, clerk, "33.5", seen=Seen.of(back))
    again = step(again, Action.SUBMIT, clerk, now=days[2])
    step(again, Action.APPROVE, planner, now=days[2])
    final = Place(indicator=place.indicator, year=2022, vintage="final")
    entry = Entry(value_text="33", published_on=date(2023, 2, 15), **EXPLAINED)
    last = save_draft(final, entry, user=clerk, now=days[2], seen=None)
    last = step(last, Action.SUBMIT, clerk, now=days[2])
    step(last, Action.APPROVE, planner, now=datetime(2023, 3, 1, 1, tzinfo=UTC))
    known = [actual_on(client, place, f"2023-02-{day:02}") for day in (5, 11, 12, 14, 15, 28)]
    assert known == ["34", "", "33.5", "33.5", "33", "33"]


def test_a_department_with_a_signer_has_its_figures_signed_first(place, department, clerk, planner):
    signer = make_signer(department)
    submission = step(draft(place, clerk), Action.SUBMIT, clerk)
    with pytest.raises(RefusedError, match="签发"):
        step(submission, Action.APPROVE, planner)
    submission = step(submission, Action.SIGN, signer)
    assert step(submission, Action.APPROVE, planner).stage == "approved"


def test_a_signer_whose_account_is_closed_holds_nothing_up(place, department, clerk, planner):
    signer = make_signer(department)
    submission = step(draft(place, clerk), Action.SUBMIT, clerk)
    signer.is_active = False
    signer.save()
    assert step(submission, Action.APPROVE, planner).stage == "approved"


def test_two_people_on_one_figure_the_second_save_is_refused_with_what_changed(place, clerk):
    first = draft(place, clerk, "34")
    draft(place, clerk, "35", seen=Seen.of(first))
    with pytest.raises(ConflictError, match="35") as refused:
        draft(place, clerk, "36", seen=Seen.of(first))
    assert refused.value.theirs.value_text == "35"
    assert Submission.objects.get().value_text == "35"


def test_two_who_create_the_same_figure_get_one(place, clerk):
    draft(place, clerk, "34")
    with pytest.raises(ConflictError, match="34"):
        draft(place, clerk, "35")
    assert Submission.objects.count() == 1


def test_who_typed_on_into_a_figure_approved_meanwhile_is_told(place, clerk, planner):
    first = draft(place, clerk)
    step(step(first, Action.SUBMIT, clerk), Action.APPROVE, planner)
    with pytest.raises(ConflictError, match="已采用"):
        draft(place, clerk, "35", seen=Seen.of(first))
    assert Submission.objects.count() == 1


def test_the_same_figure_once_more_is_refused_another_one_is_not(place, clerk, planner):
    step(step(draft(place, clerk), Action.SUBMIT, clerk), Action.APPROVE, planner)
    with pytest.raises(RefusedError, match="不用再报"):
        draft(place, clerk)
    assert draft(place, clerk, "35").stage == "draft"


def test_the_second_reviewer_is_told_what_happened(place, clerk, planner):
    submission = step(draft(place, clerk), Action.SUBMIT, clerk)
    seen = submission.version
    step(submission, Action.APPROVE, planner)
    with pytest.raises(ConflictError, match="已采用"):
        step(submission, Action.RETURN, make_planner(), reason="重复", version=seen)
    assert Observation.objects.count() == 1


def test_nobody_else_writes_a_departments_figures(place):
    other = make_clerk(make_department(code="other", name="别的部门"))
    for user in (other, make_user("reader"), make_user("admin"), make_planner()):
        with pytest.raises(RefusedError, match="没有"):
            draft(place, user)
    assert not Submission.objects.exists()


def test_outside_its_round_a_figure_is_refused_with_why_and_whom_to_ask(place, clerk):
    with pytest.raises(RefusedError, match="还没有开放"):
        draft(place, clerk, now=datetime(2022, 12, 1, tzinfo=UTC))
    with pytest.raises(RefusedError, match="规划人员"):
        draft(place, clerk, now=LOCKED)


def test_a_lock_is_lifted_for_one_department_until_a_time(place, department, clerk, planner):
    round_ = ReportingRound.objects.get(year=2022)
    until = LOCKED + timedelta(days=1)
    extension = extend(
        round_, department=department, until=until, reason="机构改革", user=planner, now=LOCKED
    )
    submission = draft(place, clerk, now=LOCKED)
    with pytest.raises(RefusedError, match="锁定"):
        draft(place, clerk, seen=Seen.of(submission), now=until)
    end_extension(extension, user=planner, now=LOCKED)
    with pytest.raises(RefusedError, match="锁定"):
        draft(place, clerk, seen=Seen.of(submission), now=LOCKED)
    assert set(RecordEntry.objects.values_list("action", flat=True)) >= {"extend", "end_extension"}


def test_only_planners_move_days_and_lift_locks(place, department, clerk):
    round_ = ReportingRound.objects.get(year=2022)
    with pytest.raises(RefusedError):
        extend(
            round_,
            department=department,
            until=LOCKED + timedelta(days=1),
            reason="x",
            user=clerk,
            now=LOCKED,
        )
    days = {"opens_on": date(2023, 1, 1), "due_on": date(2023, 2, 1), "locks_on": date(2023, 3, 1)}
    with pytest.raises(RefusedError):
        set_days(round_, **days, user=clerk, now=LOCKED)


@pytest.mark.parametrize("day", [date(1, 1, 1), date(2015, 12, 31), date(9999, 12, 30)])
def test_days_far_from_the_plan_are_refused(place, department, planner, day):
    round_ = ReportingRound.objects.get(year=2022)
    days = {"opens_on": day, "due_on": day, "locks_on": day + timedelta(days=1)}
    with pytest.raises(RefusedError, match="2016年至2030年"):
        set_days(round_, **days, user=planner, now=LOCKED)
    assert ReportingRound.objects.get(year=2022).opens_on == date(2023, 1, 5)


def test_a_lock_is_not_lifted_for_ever(place, department, planner):
    how = {"department": department, "reason": "机构改革", "user": planner, "now": LOCKED}
    until = datetime(9999, 12, 30, tzinfo=UTC)
    with pytest.raises(RefusedError, match="2016年至2030年"):
        extend(ReportingRound.objects.get(year=2022), until=until, **how)
    assert not Extension.objects.exists()


def test_a_planner_enters_for_a_department_only_with_reason_and_document(place, planner):
    with pytest.raises(RefusedError, match="依据文件"):
        draft(place, planner, now=LOCKED, on_behalf=OnBehalf(reason="补录", document=" "))
    submission = draft(
        place, planner, now=LOCKED, on_behalf=OnBehalf(reason="补录", document="统计年鉴2023")
    )
    assert submission.on_behalf_document == "统计年鉴2023"
    submission = step(submission, Action.SUBMIT, planner, now=LOCKED)
    assert step(submission, Action.APPROVE, planner, now=LOCKED).stage == "approved"


@pytest.mark.parametrize("state", ["draft", "submitted", "returned"])
def test_an_approval_is_undone_while_the_next_figure_is_under_way(
    client, place, clerk, planner, state
):
    approved = step(step(draft(place, clerk), Action.SUBMIT, clerk), Action.APPROVE, planner)
    going = draft(place, clerk, "35")
    if state != "draft":
        going = step(going, Action.SUBMIT, clerk)
    if state == "returned":
        going = step(going, Action.RETURN, planner, reason="请核对")
    client.force_login(planner)
    page = reverse("review_figure", args=[approved.pk])
    told = f"“初步核算”版本已另有一份在办（{going.get_stage_display()}），由它接续"
    assert told in client.get(page).content.decode()
    with pytest.raises(RefusedError, match="须写明理由"):
        step(approved, Action.REVOKE, planner, reason="\u200b")
    undone = step(approved, Action.REVOKE, planner, reason="来源更正")
    assert Observation.objects.get().withdrawn_at == IN_ROUND
    kept = Submission.objects.get()
    assert (kept.pk, kept.stage, kept.value_text, kept.version) == (
        *(going.pk, state, "35"),
        going.version,
    )
    assert (kept.author, kept.department) == (clerk, going.department)
    assert (undone.stage, undone.replaced_by, undone.reason) == ("returned", kept, "来源更正")
    assert lines_of(approved).last().reason == "来源更正"
    assert lines_of(approved).last().details["内容"]["replaced_by"] == f"编号{kept.pk}"
    client.force_login(clerk)
    theirs = client.get(reverse("entry_figure", args=[kept.pk])).content.decode()
    assert "已采用的 34 于 2023-02-01 撤销（来源更正），由这一份接续" in theirs
    client.force_login(planner)
    assert "由部门另一份在办的填报接续" in client.get(page).content.decode()
    for who in (clerk, planner):
        with pytest.raises(RefusedError):
            step(undone, Action.SUBMIT, who)
    if state != "submitted":
        kept = draft(place, clerk, "36", seen=Seen.of(kept))
        kept = step(kept, Action.SUBMIT, clerk)
    step(kept, Action.APPROVE, planner)
    assert Observation.objects.filter(withdrawn_at=None).count() == 1
    client.force_login(clerk)
    leads_to = client.get(reverse("entry_figure", args=[undone.pk])).headers["Location"]
    assert leads_to == reverse("entry_figure", args=[kept.pk])


def undone_beside(place, clerk, planner, state):
    """Return an undone approval and the figure that goes on in its stead."""
    approved = step(step(draft(place, clerk), Action.SUBMIT, clerk), Action.APPROVE, planner)
    going = draft(place, clerk, "35")
    if state != "draft":
        going = step(going, Action.SUBMIT, clerk)
    if state == "returned":
        going = step(going, Action.RETURN, planner, reason="请核对")
    return step(approved, Action.REVOKE, planner, reason="来源更正"), going


@pytest.mark.parametrize("state", ["draft", "returned"])
def test_an_approval_undone_beside_a_draft_is_told_until_that_is_sent(
    client, place, clerk, planner, state, monkeypatch
):
    monkeypatch.setattr("django.utils.timezone.now", lambda: IN_ROUND)
    undone, going = undone_beside(place, clerk, planner, state)
    own_page = reverse("entry_figure", args=[undone.pk])
    going_page = reverse("entry_figure", args=[going.pk])
    client.force_login(clerk)
    first = desk([undone.department], now=IN_ROUND).returned[0]
    assert (first.submission_id, first.reason, first.goes_on_id) == (
        *(undone.pk, "来源更正"),
        going.pk,
    )
    assert f'href="{going_page}"' in client.get(reverse("entry_desk")).content.decode()
    grid_page = reverse("entry_grid", args=[place.indicator.plan.slug, 2022])
    told = f'已采用的 <a href="{own_page}">34</a> 撤销（来源更正）'
    assert told in client.get(grid_page).content.decode()
    seen = client.get(own_page).content.decode()
    assert "<b>采用已撤销：</b>来源更正" in seen
    assert f'<a href="{going_page}">{going.get_stage_display()} 35</a>接续' in seen
    assert 'name="value_text"' not in seen
    assert 'name="text"' not in seen
    assert client.post(own_page, {"value_text": "1"}).status_code == 422
    stranger = make_user("stranger")
    Membership.objects.create(
        user=stranger, department=make_department(code="other", name="市其他局"), role="clerk"
    )
    client.force_login(stranger)
    assert client.get(own_page).status_code == 404
    client.force_login(clerk)
    step(draft(place, clerk, "36", seen=Seen.of(going)), Action.SUBMIT, clerk)
    assert client.get(own_page).headers["Location"] == going_page
    assert "来源更正" not in client.get(reverse("entry_desk")).content.decode()
    assert told not in client.get(grid_page).content.decode()


@pytest.mark.parametrize("state", ["draft", "submitted"])
def test_an_approval_undone_beside_another_figure_is_written_about(place, clerk, planner, state):
    clerk.email = "clerk@example.invalid"
    clerk.save()
    undone, _ = undone_beside(place, clerk, planner, state)
    ((note,),) = (each.returned for each in returned_digests(now=IN_ROUND))
    assert (note.submission_id, note.reason) == (undone.pk, "来源更正")
    assert note.path == reverse("entry_figure", args=[undone.pk])
    assert note.title.endswith("34（采用已撤销，由另一份在办的接续）")


def moved_to_final(going, place, clerk, now=IN_ROUND):
    entry = Entry(value_text="35", source_title="统计快报", **EXPLAINED)
    return save_figure(
        replace(place, vintage="final"),
        entry,
        user=clerk,
        now=now,
        seen=Seen.of(going),
    )


def test_an_undone_approval_comes_back_once_the_draft_beside_it_goes_to_another_vintage(
    client, place, clerk, planner, monkeypatch
):
    monkeypatch.setattr("django.utils.timezone.now", lambda: IN_ROUND)
    undone, going = undone_beside(place, clerk, planner, "draft")
    going = moved_to_final(going, place, clerk)
    undone.refresh_from_db()
    assert (undone.replaced_by, undone.stage, undone.reason) == (None, "returned", "来源更正")
    (back,) = desk([undone.department], now=IN_ROUND).returned
    assert (back.submission_id, back.goes_on_id) == (undone.pk, None)
    line = lines_of(undone).last()
    assert (line.action_name, line.actor) == ("恢复办理", clerk)
    assert f"编号{going.pk}改报“最终核实”版本" in line.details["恢复办理的原因"]
    client.force_login(clerk)
    grid = client.get(reverse("entry_grid", args=[place.indicator.plan.slug, 2022]))
    assert "由这一份接续" not in grid.content.decode()
    going_page = client.get(reverse("entry_figure", args=[going.pk])).content.decode()
    assert "由这一份接续" not in going_page
    again = step(draft(place, clerk, "36", seen=Seen.of(undone)), Action.SUBMIT, clerk)
    assert again.pk == undone.pk
    step(again, Action.APPROVE, planner)
    step(step(going, Action.SUBMIT, clerk), Action.APPROVE, planner)
    assert Observation.objects.filter(withdrawn_at=None).count() == 2


def test_what_comes_back_after_all_is_written_about_once_more(place, clerk, planner, settings):
    settings.MAIL_IS_SET = True
    clerk.email = "clerk@example.invalid"
    clerk.save()
    undone, going = undone_beside(place, clerk, planner, "draft")
    mail.outbox.clear()
    assert remind_of_returned(now=IN_ROUND) == 1
    later = IN_ROUND + timedelta(hours=1)
    moved_to_final(going, place, clerk, now=later)
    assert [remind_of_returned(now=later) for _ in range(2)] == [1, 0]
    first, second = (each.body for each in mail.outbox)
    assert "由另一份在办的接续" in first
    assert f"{undone.value_text}（采用已撤销）" in second
    assert "接续" not in second


def test_of_several_undone_approvals_the_last_comes_back_for_all(place, clerk, planner):
    approved = []
    for day, text in ((1, "34"), (5, "34.5")):
        entry = Entry(value_text=text, published_on=date(2023, 1, day), **EXPLAINED)
        sent = save_draft(
            place, entry, user=clerk, now=IN_ROUND, seen=None, approved_seen=approved_by_now(place)
        )
        approved.append(step(step(sent, Action.SUBMIT, clerk), Action.APPROVE, planner))
    going = draft(place, clerk, "35")
    first, last = (
        step(each, Action.REVOKE, planner, reason="来源更正", now=IN_ROUND + timedelta(hours=hour))
        for hour, each in enumerate(approved)
    )
    moved_to_final(going, place, clerk)
    last.refresh_from_db()
    first.refresh_from_db()
    assert (last.replaced_by, first.replaced_by) == (None, last)
    told = desk([first.department], now=IN_ROUND).returned
    assert [(each.submission_id, each.goes_on_id) for each in told] == [
        (first.pk, last.pk),
        (last.pk, None),
    ]


@pytest.mark.parametrize("text", ["", "/", "abc", "#REF!"])
def test_what_is_no_value_stays_a_draft(place, clerk, text):
    submission = draft(place, clerk, text)
    with pytest.raises(RefusedError):
        step(submission, Action.SUBMIT, clerk)
    assert Submission.objects.get().stage == "draft"


def test_no_figure_is_submitted_past_the_checks(place, clerk, planner):
    """Whoever calls: the service itself knows no other way."""
    because = OnBehalf(reason="补录", document="年鉴")
    for user, more in ((clerk, {}), (planner, {"on_behalf": because})):
        entered = save_draft(
            place, Entry(value_text="50"), user=user, now=IN_ROUND, seen=None, **more
        )
        how = {"user": user, "now": IN_ROUND, "version": entered.version}
        with pytest.raises(RefusedError, match="须经检查"):
            reporting.take_step(entered.pk, Action.SUBMIT, **how)
        with pytest.raises(BlockedError, match="请写明原因"):
            submit_figure(entered.pk, **how)
        assert Submission.objects.get().stage == "draft"
        Submission.objects.all().delete()


def test_a_reported_zero_is_a_value(place, clerk, planner):
    submission = step(draft(place, clerk, "0"), Action.SUBMIT, clerk)
    step(submission, Action.APPROVE, planner)
    assert Observation.objects.get().value == 0


def test_vintages_supersede_and_both_stay(place, indicator, clerk, planner):
    for vintage, text in (("preliminary", "34"), ("final", "35")):
        at = Place(indicator=indicator, year=2022, vintage=vintage)
        submission = step(draft(at, clerk, text), Action.SUBMIT, clerk)
        step(submission, Action.APPROVE, planner)
    for series_id, region_id in services.stale_work():
        services.assess(series_id=series_id, region_id=region_id, now=IN_ROUND)
    assert Observation.objects.filter(withdrawn_at=None).count() == 2
    assert Assessment.objects.get(indicator=indicator, year=2022).value == 35


def test_the_same_vintage_of_the_same_day_is_refused_and_nothing_half_done(place, clerk, planner):
    step(step(draft(place, clerk), Action.SUBMIT, clerk), Action.APPROVE, planner)
    again = step(draft(place, clerk, "35"), Action.SUBMIT, clerk)
    with pytest.raises(RefusedError, match="修订"):
        step(again, Action.APPROVE, planner)
    assert Submission.objects.get(pk=again.pk).stage == "submitted"


@pytest.mark.parametrize(
    "statement",
    [
        "update plans_recordentry set reason = 'x'",
        "delete from plans_recordentry",
        "truncate plans_recordentry",
    ],
)
def test_postgresql_refuses_to_change_the_record(place, clerk, statement):
    draft(place, clerk)
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table plans_recordentry enable trigger record_refuses_truncate")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute(statement)
    assert RecordEntry.objects.count() == 1


@pytest.mark.parametrize("version", [1, 99], ids=["version guessed", "version wrong"])
def test_a_stranger_is_told_nothing_of_a_departments_draft(place, clerk, planner, version):
    typed = draft(place, clerk, "abc")
    stranger = make_clerk(make_department(code="other", name="别的部门"))
    for person in (stranger, planner):
        with pytest.raises(RefusedError) as refused:
            submit_figure(typed.pk, user=person, now=IN_ROUND, version=version)
        assert "abc" not in str(refused.value)


def test_who_enters_on_behalf_at_the_very_moment_is_told_nothing_of_the_draft(
    place, department, clerk, planner
):
    typed = draft(place, clerk, "33.33")
    with pytest.raises(RefusedError, match="正在填报这一项，不能代填") as refused:
        writing.start(
            reporting.FIGURES,
            entries.new_submission(place, department),
            Entry(value_text="36"),
            parts=parts_of(planner, department),
            user=planner,
            now=IN_ROUND,
            on_behalf=OnBehalf(reason="补录", document="年鉴"),
            rival=lambda: typed,
        )
    assert "33.33" not in str(refused.value)


ON_BEHALF = OnBehalf(reason="部门来函", document="函〔2023〕1号")


def lines_of(submission):
    return RecordEntry.objects.filter(subject_key=str(submission.pk)).order_by("pk")


def test_the_record_tells_from_which_document_a_planner_entered(place, planner):
    entered = draft(place, planner, on_behalf=ON_BEHALF)
    again = OnBehalf(reason="来函更正", document="函〔2023〕2号")
    draft(place, planner, "33", seen=Seen.of(entered), on_behalf=again)
    told = [(each.reason, each.details["依据文件"]) for each in lines_of(entered)]
    assert told == [("部门来函", "函〔2023〕1号"), ("来函更正", "函〔2023〕2号")]


@pytest.mark.parametrize("how", ["submitted", "edited"])
def test_the_record_tells_that_a_department_made_it_its_own(place, clerk, planner, how):
    planner.last_name = "李规划"
    planner.save()
    entered = draft(place, planner, on_behalf=ON_BEHALF)
    if how == "submitted":
        step(entered, Action.SUBMIT, clerk)
    else:
        draft(place, clerk, "33", seen=Seen.of(entered))
    told = lines_of(entered).last()
    assert told.actor == clerk
    assert told.details["转为部门填报"] == (
        "原由李规划代填（理由：部门来函；依据文件：函〔2023〕1号），现为统计局自己的填报"
    )


def test_a_planners_own_submission_changes_no_hands(place, planner):
    entered = step(draft(place, planner, on_behalf=ON_BEHALF), Action.SUBMIT, planner)
    assert "转为部门填报" not in lines_of(entered).last().details


@pytest.mark.parametrize("part", ["reason", "document"])
def test_an_entry_on_behalf_says_nothing_by_characters_nobody_sees(place, planner, part):
    said = {"reason": "部门来函", "document": "函〔2023〕1号", part: "\u200b\u3164"}
    with pytest.raises(RefusedError, match="理由和依据文件"):
        draft(place, planner, on_behalf=OnBehalf(**said))


def test_the_record_tells_that_one_person_sent_and_signed(place, department, clerk):
    signer = make_signer(department)
    Membership.objects.create(user=clerk, department=department, role="signer")
    submission = step(draft(place, clerk), Action.SUBMIT, clerk)
    step(submission, Action.SIGN, clerk)
    assert lines_of(submission).last().details["双人审核"] == "本人填报并签发"
    other = Place(indicator=place.indicator, year=2022, vintage="final")
    submission = step(draft(other, clerk, "33"), Action.SUBMIT, clerk)
    step(submission, Action.SIGN, signer)
    assert "双人审核" not in lines_of(submission).last().details


def test_a_comment_sent_twice_is_one(place, clerk, planner):
    submission = step(draft(place, clerk), Action.SUBMIT, clerk)
    first = add_comment(submission, text="请补充来源", user=planner, now=IN_ROUND)
    later = IN_ROUND + timedelta(minutes=1)
    assert add_comment(submission, text="请补充来源 ", user=planner, now=later) == first
    assert add_comment(submission, text="请补充来源", user=clerk, now=later) != first
    assert add_comment(submission, text="另有一问", user=planner, now=later) != first
    assert lines_of(submission).filter(action="comment").count() == 3
    submission = step(submission, Action.RETURN, planner, reason="请核对", now=later)
    after = later + timedelta(minutes=1)
    assert add_comment(submission, text="请补充来源", user=planner, now=after) != first


def test_reasons_and_remarks_have_an_end(place, clerk, planner):
    sent = step(draft(place, clerk), Action.SUBMIT, clerk)
    long = "长" * 4001
    with pytest.raises(RefusedError, match="理由最多 4000 字，现有 4001 字"):
        step(sent, Action.RETURN, planner, reason=long)
    with pytest.raises(RefusedError, match="评论最多 4000 字"):
        add_comment(sent, text=long, user=planner, now=IN_ROUND)
    add_comment(sent, text="长\r\n" * 2000, user=planner, now=IN_ROUND)
    assert step(sent, Action.RETURN, planner, reason=long[:4000]).reason == long[:4000]


@pytest.mark.parametrize("text", ["低于34", "34以上"])
def test_a_bound_that_was_submitted_before_it_was_asked_about_is_not_approved(
    place, clerk, planner, text
):
    submission = a_row(place.indicator, clerk, text)
    Submission.objects.update(stage="submitted", definition=submission.definition_asked)
    with pytest.raises(RefusedError, match=r"请填实际数.*请退回"):
        step(submission, Action.APPROVE, planner)
    assert not Observation.objects.exists()


def test_no_door_stores_an_upper_bound_as_its_number(place):
    new = NewObservation(
        series=place.indicator.series,
        region=place.indicator.plan.region,
        year=2022,
        value_text="34以内",
        vintage=Vintage.FINAL,
    )
    with pytest.raises(UnreadableValueError, match="只是上限"):
        record_observation(new, source=Source(dataset="x", title="公报"), now=IN_ROUND)
    assert not Observation.objects.exists()


def test_a_lower_bound_is_refused_where_the_series_is_a_yardstick_or_falls_for_another_plan(
    department, clerk
):
    plan = make_plan()
    ensure_rounds(plan)
    other = make_plan(slug="next", base_year=2025)

    def findings_of(text, **rival):
        rising = make_indicator(plan, base="60", target="75", department=department)
        if rival.pop("is_yardstick", False):
            rival["reference"] = rising.series
        elif rival:
            rival["series"] = rising.series
        if rival:
            make_indicator(other, **rival)
        draft = save_draft(
            Place(indicator=rising, year=2022, vintage="preliminary"),
            Entry(value_text=text, **EXPLAINED),
            user=clerk,
            now=IN_ROUND,
            seen=None,
        )
        with pytest.raises(BlockedError) as blocked:
            submit_figure(draft.pk, user=clerk, now=IN_ROUND, version=1)
        return [each.code for each in blocked.value.findings]

    assert findings_of("75以上") == ["at_least"]
    falling = {"base": "90", "target": "80", "direction": "fall"}
    assert findings_of("75以上", **falling) == ["bound"]
    yardstick = {"kind": "relative", "base": "/", "target": "与经济增长基本同步", "unit": "%"}
    assert findings_of("75以上", is_yardstick=True, **yardstick) == ["bound"]
