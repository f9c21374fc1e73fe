"""An indicator is asked of another department: one department holds its open figures."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.forms import model_to_dict
from django.urls import reverse

from indicators import services
from indicators.models import Indicator, Submission
from indicators.seen import Seen
from indicators.selectors.entry.sheet import SheetScope, sheet_rows
from indicators.services.editing import save_indicator
from indicators.services.entries import Entry, Place
from indicators.services.evidence import NewFile, add_evidence
from indicators.services.on_behalf import OnBehalf
from indicators.services.reporting import save_draft
from indicators.services.rounds import ensure_rounds
from indicators.workflow import Action, RefusedError
from plans.models import RecordEntry
from shaoxing_plan.plan_files.format.errors import PlanFilesError
from shaoxing_plan.plan_files.loading.load import load
from tests.factories import make_department, make_indicator, make_plan
from tests.people import make_clerk, make_planner, make_user
from tests.plan_folders import small_tree, with_cell
from tests.steps import EXPLAINED, approved_by_now, take_step

pytestmark = pytest.mark.django_db
NOW = datetime(2023, 2, 1, 1, 0, tzinfo=UTC)
PDF = b"%PDF-1.7\n...%%EOF"
PRIVATE = "33.77"


@pytest.fixture(autouse=True)
def open_round(monkeypatch, settings, tmp_path):
    """Have it be early in 2023, when the figures of 2022 are asked for."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    settings.VAR_DIR = tmp_path


@pytest.fixture
def former():
    return make_department()


@pytest.fixture
def present():
    return make_department(code="sthj", name="市生态环境局")


@pytest.fixture
def planner():
    return make_planner()


@pytest.fixture
def clerk(former):
    return make_clerk(former)


@pytest.fixture
def newcomer(present):
    return make_clerk(present)


@pytest.fixture
def indicator(former):
    plan = make_plan()
    ensure_rounds(plan)
    owner = make_department(code="fgw", name="市发展和改革委员会")
    made = make_indicator(
        plan,
        base="40",
        target="30",
        direction="fall",
        code="pm25",
        department=owner,
        data_department=former,
    )
    services.ensure_assessments(plan=plan, now=NOW)
    return made


def draft(indicator, user, text=PRIVATE, *, seen=None, **more):
    place = Place(indicator=indicator, year=2022, vintage="preliminary")
    entry = Entry(value_text=text, note="只给自己看", **EXPLAINED)
    return save_draft(
        place, entry, user=user, now=NOW, seen=seen, approved_seen=approved_by_now(place), **more
    )


def step(figure, action, user, **more):
    return take_step(figure.pk, action, user=user, now=NOW, version=figure.version, **more)


def sent(indicator, user):
    return step(draft(indicator, user), Action.SUBMIT, user)


def give(indicator, department):
    indicator.data_department = department
    return save_indicator(indicator, now=NOW)


def move(indicator, department):
    """Give an indicator away past all checks, as older versions let files do."""
    Indicator.objects.filter(pk=indicator.pk).update(data_department=department)
    indicator.refresh_from_db()


def handed_over():
    return RecordEntry.objects.filter(action="hand_over")


@pytest.mark.parametrize("state", ["draft", "submitted", "returned"])
def test_not_while_a_figure_is_under_way(indicator, clerk, planner, present, state):
    figure = draft(indicator, clerk) if state == "draft" else sent(indicator, clerk)
    if state == "returned":
        figure = step(figure, Action.RETURN, planner, reason="请核对")
    assert figure.stage == state
    words = rf"2022年初步核算（统计局，{figure.get_stage_display()}）；请先办完"
    with pytest.raises(RefusedError, match=words):
        give(indicator, present)
    assert Indicator.objects.get(pk=indicator.pk).data_department == figure.department


def test_who_answers_for_it_may_change_while_who_is_asked_stays(indicator, clerk, present):
    draft(indicator, clerk)
    indicator.department = present
    assert save_indicator(indicator, now=NOW).department == present
    indicator.data_department = None
    with pytest.raises(RefusedError, match="请先办完"):
        save_indicator(indicator, now=NOW)


@pytest.mark.parametrize("field", ["data_department", "department"])
def test_the_back_office_says_which_figure(client, indicator, clerk, present, field):
    if field == "department":
        Indicator.objects.update(department=indicator.data_department, data_department=None)
        indicator.refresh_from_db()
    draft(indicator, clerk)
    admin = make_user("admin")
    admin.is_staff = admin.is_superuser = True
    admin.save()
    client.force_login(admin)
    inlines = ("milestones", "target_revisions", "mentions")
    form = {name: value for name, value in model_to_dict(indicator).items() if value is not None}
    form |= {f"{name}-{part}_FORMS": 0 for name in inlines for part in ("TOTAL", "INITIAL")}
    page = reverse("admin:indicators_indicator_change", args=[indicator.pk])
    answer = client.post(page, {**form, field: present.pk})
    assert "2022年初步核算（统计局，草稿）；请先办完" in str(
        answer.context["adminform"].form.errors[field]
    )
    assert client.post(page, form).status_code == 302


@pytest.mark.parametrize("column", ["data_department", "department"])
def test_plan_files_do_not_give_it_away_either(column):
    tree = small_tree()
    if column == "department":
        tree = with_cell(
            tree, "test-14/indicators.csv", row=2, data_department="", department="tjj"
        )
    load(tree, now=NOW)
    gdp = Indicator.objects.get(code="t14-gdp")
    figure = draft(gdp, make_clerk(make_department()), "7000")
    moved = with_cell(tree, "test-14/indicators.csv", row=2, **{column: "fgw"})
    with pytest.raises(PlanFilesError) as refused:
        load(moved, now=NOW)
    (error,) = refused.value.errors
    assert (error.file, error.row, error.column) == ("test-14/indicators.csv", 2, column)
    assert "2022年初步核算（市统计局，草稿）；请先办完" in error.message
    assert load(tree, now=NOW).count == 0
    figure.delete()
    load(moved, now=NOW)
    gdp.refresh_from_db()
    assert (gdp.data_department or gdp.department).code == "fgw"


def test_a_revoked_figure_goes_to_the_department_that_is_asked_by_then(
    client, indicator, clerk, newcomer, planner, present
):
    figure = draft(indicator, clerk)
    file = add_evidence(figure.pk, [NewFile(name="公报.pdf", chunks=[PDF])], user=clerk, now=NOW)[0]
    figure = step(step(figure, Action.SUBMIT, clerk), Action.APPROVE, planner)
    give(indicator, present)
    client.force_login(newcomer)
    assert client.get(reverse("evidence_download", args=[file.pk])).status_code == 404
    figure = step(figure, Action.REVOKE, planner, reason="来源更正")
    figure.refresh_from_db()
    assert (figure.stage, figure.department) == ("returned", present)
    line = handed_over().get()
    assert (line.actor, line.department) == (planner, present)
    assert line.details == {"原": {"责任部门": "市统计局"}, "新": {"责任部门": "市生态环境局"}}
    answer = client.get(reverse("evidence_download", args=[file.pk]))
    assert b"".join(answer.streaming_content) == PDF
    with pytest.raises(RefusedError, match="不归您办理"):
        step(figure, Action.SUBMIT, clerk)
    assert step(figure, Action.SUBMIT, newcomer).stage == "submitted"


def test_a_revoked_figure_of_an_indicator_that_stayed_is_handed_to_nobody(
    indicator, clerk, planner, former
):
    figure = step(sent(indicator, clerk), Action.APPROVE, planner)
    figure = step(figure, Action.REVOKE, planner, reason="来源更正")
    assert figure.department == former
    assert not handed_over().exists()


class TestMovedBefore:
    """Indicators that were given away while a figure was under way, before that was refused."""

    @pytest.fixture
    def figure(self, indicator, clerk, present):
        made = draft(indicator, clerk)
        move(indicator, present)
        return made

    def test_the_present_department_reads_nothing_of_the_draft(
        self, client, figure, indicator, newcomer, present
    ):
        client.force_login(newcomer)
        grid = f"/entry/{indicator.plan.slug}/2022/"
        page = client.get(grid).content.decode()
        assert "统计局还没有办完" in page
        assert PRIVATE not in page
        assert "只给自己看" not in page
        assert client.get(reverse("entry_figure", args=[figure.pk])).status_code == 404
        scope = SheetScope(plan=indicator.plan, years=(2022,), department=present)
        (row,) = sheet_rows(scope, today=date(2023, 2, 1))
        assert row.locked_reason == "统计局正在填报这个数据，不能代填。"
        assert PRIVATE not in row.cells.values()

    @pytest.mark.parametrize("named", [True, False])
    @pytest.mark.parametrize("vintage", ["preliminary", "final"])
    def test_nor_writes_into_it(self, client, figure, indicator, newcomer, named, vintage):
        client.force_login(newcomer)
        typed = {"row": "pm25", "value_text": "1", "vintage": vintage}
        known = {"submission": figure.pk, "version": figure.version} if named else {}
        address = reverse("entry_row", args=[indicator.plan.slug, 2022, "pm25"])
        answer = client.post(address, {**typed, **known}, headers={"HX-Request": "true"})
        assert PRIVATE not in answer.content.decode()
        kept = Submission.objects.get(vintage="preliminary")
        assert (kept.value_text, kept.version, kept.department) == (
            *(PRIVATE, figure.version),
            figure.department,
        )
        assert kept.author == figure.author

    def test_a_planner_does_not_either(self, figure, indicator, planner):
        document = OnBehalf(reason="部门来函", document="函〔2023〕1号")
        with pytest.raises(RefusedError, match="原由统计局填报，它的草稿还没有办完"):
            draft(indicator, planner, "1", seen=Seen.of(figure), on_behalf=document)

    def test_the_former_department_submits_nothing(self, figure, clerk):
        with pytest.raises(RefusedError, match="现由生态环境局负责"):
            step(figure, Action.SUBMIT, clerk)

    def test_given_back_it_is_finished_there(self, figure, indicator, clerk, former):
        give(indicator, former)
        figure.refresh_from_db()
        assert step(figure, Action.SUBMIT, clerk).stage == "submitted"

    @pytest.mark.parametrize("action", [Action.RETURN, Action.TAKE_BACK])
    def test_what_was_sent_comes_back_to_the_present_one(
        self, indicator, clerk, planner, present, action
    ):
        figure = sent(indicator, clerk)
        move(indicator, present)
        who = clerk if action is Action.TAKE_BACK else planner
        figure = step(figure, action, who, reason="请核对")
        figure.refresh_from_db()
        assert figure.department == present
        assert handed_over().count() == 1
