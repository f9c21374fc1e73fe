"""A page, a file or a preview of one figure never writes into another of the same place."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from indicators.models import ReportingRound, Submission
from indicators.seen import Seen
from indicators.services.rounds import ensure_rounds
from indicators.workflow import Action
from plans.models import RecordEntry
from tests.factories import make_department, make_indicator, make_plan
from tests.people import make_clerk, make_planner
from tests.steps import a_row, corrected_again, take_step

pytestmark = pytest.mark.django_db
NOW = datetime(2023, 2, 1, 1, 0, tzinfo=UTC)
HTMX = {"HX-Request": "true"}
TOLD = {"cause": "疫情影响", "measure": "加快实施", "measure_by": "2099-12-31"}


@pytest.fixture(autouse=True)
def early_in_2023(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def department():
    return make_department()


@pytest.fixture
def indicator(department):
    plan = make_plan()
    ensure_rounds(plan)
    return make_indicator(
        plan, base="40", target="30", direction="fall", department=department, code="pm25"
    )


@pytest.fixture
def clerk(client, department):
    person = make_clerk(department)
    client.force_login(person)
    return person


@pytest.fixture
def colleague(department):
    return make_clerk(department, username="同事")


@pytest.fixture
def planner():
    return make_planner()


def taken(figure, action, by, **more):
    return take_step(figure.pk, action, user=by, now=NOW, version=figure.version, **more)


def approved(figure, planner):
    return taken(taken(figure, Action.SUBMIT, figure.author), Action.APPROVE, planner)


def as_it_is(figure):
    figure = Submission.everything.get(pk=figure.pk)
    return (figure.value_text, figure.author, figure.stage, figure.version)


def typed(text, **fields):
    return {"value_text": text, "vintage": "preliminary", **TOLD, **fields}


def row_url(indicator):
    return reverse("entry_row", args=[indicator.plan.slug, 2022, indicator.code])


@pytest.fixture
def two(indicator, clerk, colleague, planner):
    """One figure that was approved since it was seen in version 1, another begun by a colleague."""
    first = approved(a_row(indicator, clerk, "36"), planner)
    return first, a_row(indicator, colleague, "38")


@pytest.mark.parametrize("headers", [HTMX, {}], ids=["by itself", "without JavaScript"])
def test_a_row_of_the_grid_is_not_saved_into_another_figure(
    client, indicator, two, planner, headers
):
    first, second = two
    before = as_it_is(second)
    sent = typed("35", note="我的说明", submission=first.pk, version=1)
    answer = client.post(row_url(indicator), sent, headers=headers)
    assert as_it_is(second) == before
    page = answer.content.decode()
    assert "冲突" in page
    assert f"已被{planner.username}采用，现由同事另填一份" in page
    for text in ("35", "我的说明", "38"):
        assert f"<td>{text}</td>" in page
    chosen = {**sent, "overwrite": f"{second.pk}:1"}
    again = client.post(row_url(indicator), chosen, headers=HTMX)
    assert again.headers["X-Entry-State"] == "saved"
    second.refresh_from_db()
    assert (second.value_text, second.note, second.version) == ("35", "我的说明", 2)


def test_without_javascript_what_was_typed_stays_in_the_row(client, indicator, two):
    first, _ = two
    sent = typed("35", submission=first.pk, version=1)
    page = client.post(row_url(indicator), sent).content.decode()
    assert 'value="35"' in page
    assert f'name="submission" value="{first.pk}"' in " ".join(page.split())
    assert 'name="version" value="1"' in " ".join(page.split())


@pytest.mark.parametrize("is_returned", [False, True], ids=["draft", "returned"])
@pytest.mark.parametrize("text", ["36", "35"], ids=["as approved", "another value"])
def test_the_page_of_a_figure_neither_saves_nor_submits_another(
    client, indicator, two, planner, colleague, is_returned, text
):
    first, second = two
    if is_returned:
        second = taken(second, Action.SUBMIT, colleague)
        second = taken(second, Action.RETURN, planner, reason="请核对")
    before = as_it_is(second)
    sent = typed(text, version=second.version, action="submit")
    answer = client.post(reverse("entry_figure", args=[first.pk]), sent)
    assert answer.status_code == 409
    assert as_it_is(second) == before
    page = answer.content.decode()
    assert f"已被{planner.username}采用" in page
    assert f"<td>{text}</td>" in page
    assert f'href="{reverse("entry_figure", args=[second.pk])}"' in page
    assert not RecordEntry.objects.filter(subject_key=str(second.pk), actor=first.author).exists()


def test_what_was_typed_into_an_approved_figure_stays_on_its_page(
    client, indicator, clerk, planner
):
    first = approved(a_row(indicator, clerk, "36"), planner)
    page = reverse("entry_figure", args=[first.pk])
    answer = client.post(page, typed("35", version=1, note="我的说明", action="save"))
    assert answer.status_code == 409
    told = answer.content.decode()
    assert f"已被{planner.username}采用" in told
    assert 'value="35"' in told
    assert "我的说明</textarea>" in told


@pytest.mark.parametrize("door", ["row", "figure"])
def test_a_figure_undone_beside_another_is_not_saved_into_that(
    client, indicator, two, planner, door
):
    first, second = two
    undone = taken(first, Action.REVOKE, planner, reason="来源更正")
    assert undone.replaced_by == second
    before = as_it_is(second)
    sent = typed("35", submission=first.pk, version=1)
    url = row_url(indicator) if door == "row" else reverse("entry_figure", args=[first.pk])
    page = client.post(url, sent, headers=HTMX if door == "row" else {}).content.decode()
    assert as_it_is(second) == before
    assert f"已被{planner.username}撤销采用（理由：来源更正），现由同事另填一份" in page
    assert "<td>35</td>" in page


def test_a_blank_row_is_told_of_what_was_approved_meanwhile(
    client, indicator, clerk, colleague, planner
):
    first = approved(a_row(indicator, colleague, "36"), planner)
    for _ in range(2):
        answer = client.post(row_url(indicator), typed("35", known=""), headers=HTMX)
        assert answer.headers["X-Entry-State"] == "conflict"
        page = answer.content.decode()
        assert f"已被{planner.username}采用" in page
        assert "<td>35</td>" in page
        assert "<td>36</td>" in page
        assert 'name="known" value=""' in " ".join(page.split())
    assert Submission.objects.get() == first
    chosen = typed("35", overwrite=f"{first.pk}:{first.version}")
    assert client.post(row_url(indicator), chosen, headers=HTMX).headers["X-Entry-State"] == "saved"
    assert Submission.objects.exclude(pk=first.pk).get().value_text == "35"


def test_a_correction_beside_a_figure_that_was_seen_is_begun_at_once(
    client, indicator, clerk, planner
):
    first = approved(a_row(indicator, clerk, "36", vintage="revised"), planner)
    grid = reverse("entry_grid", args=[indicator.plan.slug, 2022])
    page = client.get(grid, {"revise": indicator.code}).content.decode()
    assert f'name="known" value="{Seen.of(first)}"' in " ".join(page.split())
    sent = typed("35", known=str(Seen.of(first)), vintage="revised")
    assert client.post(row_url(indicator), sent, headers=HTMX).headers["X-Entry-State"] == "saved"
    assert Submission.objects.exclude(pk=first.pk).get().value_text == "35"


def test_a_figure_approved_again_since_it_was_seen_is_not_known(client, indicator, clerk, planner):
    first = approved(a_row(indicator, clerk, "36", vintage="revised"), planner)
    sent = typed("35", known=str(Seen.of(first)), vintage="revised")
    corrected_again(first, "36.5", planner=planner, now=NOW)
    answer = client.post(row_url(indicator), sent, headers=HTMX)
    assert answer.headers["X-Entry-State"] == "conflict"
    assert "<td>36.5</td>" in answer.content.decode()
    assert Submission.objects.get() == first


def test_a_page_of_before_that_names_keys_alone_is_told_and_then_saves(
    client, indicator, clerk, planner
):
    first = approved(a_row(indicator, clerk, "36", vintage="revised"), planner)
    sent = typed("35", known=str(first.pk), vintage="revised")
    answer = client.post(row_url(indicator), sent, headers=HTMX)
    assert answer.headers["X-Entry-State"] == "conflict"
    chosen = {**sent, "overwrite": str(Seen.of(first))}
    assert client.post(row_url(indicator), chosen, headers=HTMX).headers["X-Entry-State"] == "saved"


@pytest.mark.parametrize("headers", [HTMX, {}], ids=["by itself", "without JavaScript"])
def test_a_row_that_was_refused_still_knows_what_it_knew(
    client, indicator, clerk, planner, headers
):
    first = approved(a_row(indicator, clerk, "36", vintage="revised"), planner)
    known = str(Seen.of(first))
    sent = typed("36", known=known, vintage="revised")
    refused = client.post(row_url(indicator), sent, headers=headers)
    page = " ".join(refused.content.decode().split())
    assert "数值没有变化" in page
    assert f'name="known" value="{known}"' in page
    client.post(row_url(indicator), typed("35", known=known, vintage="revised"), headers=headers)
    assert Submission.objects.exclude(pk=first.pk).get().value_text == "35"


DOORS = pytest.mark.parametrize(
    ("door", "headers"),
    [("row", HTMX), ("row", {}), ("figure", {})],
    ids=["row by itself", "row without JavaScript", "page of the figure"],
)


def through(door, indicator, figure):
    """Return the address a draft is saved at, and that of the page it is typed on."""
    grid = reverse("entry_grid", args=[indicator.plan.slug, 2022])
    page = reverse("entry_figure", args=[figure.pk])
    return (row_url(indicator), grid) if door == "row" else (page, page)


def hidden(page, name):
    """Return what the first hidden field of a name holds."""
    return re.search(rf'name="{name}" value="([^"]*)"', " ".join(page.split()))[1]


@pytest.fixture
def behalf_final(indicator, planner):
    """Approve a final figure that a planner entered for the department."""
    because = {"on_behalf_reason": "补录", "on_behalf_document": "年鉴"}

    def final(text="34"):
        return approved(a_row(indicator, planner, text, vintage="final", **because), planner)

    return final


@DOORS
def test_a_draft_moved_beside_what_was_approved_meanwhile_is_told_of_it(
    client, indicator, clerk, planner, behalf_final, door, headers
):
    draft = a_row(indicator, clerk, "36")
    address, page_url = through(door, indicator, draft)
    page = client.get(page_url).content.decode()
    sent = typed("35", submission=draft.pk, version=1, vintage="final")
    sent["known"] = hidden(page, "known")
    final = behalf_final()
    before = as_it_is(draft)
    told = client.post(address, sent, headers=headers).content.decode()
    assert f"已被{planner.username}采用" in told
    assert "<td>35</td>" in told
    assert "<td>34</td>" in told
    assert "另报一份最终核实数据" in told
    assert hidden(told, "known") == ""
    assert as_it_is(draft) == before
    chosen = {**sent, "aware": re.search(r'name="aware"\s+value="([^"]*)"', told)[1]}
    assert client.post(address, chosen, headers=headers).status_code in (200, 302)
    moved = Submission.objects.exclude(pk=final.pk).get()
    assert (moved.pk, moved.value_text, moved.vintage) == (draft.pk, "35", "final")


@DOORS
def test_a_draft_is_moved_at_once_beside_what_its_page_knew(
    client, indicator, clerk, behalf_final, door, headers
):
    draft = a_row(indicator, clerk, "36")
    final = behalf_final()
    address, page_url = through(door, indicator, draft)
    known = hidden(client.get(page_url).content.decode(), "known")
    assert known == str(Seen.of(final))
    sent = typed("35", submission=draft.pk, version=1, vintage="final", known=known)
    client.post(address, sent, headers=headers)
    draft.refresh_from_db()
    assert (draft.value_text, draft.vintage) == ("35", "final")


def test_a_row_that_was_saved_knows_what_its_page_knew_and_was_told(
    client, indicator, clerk, behalf_final
):
    first = behalf_final()
    sent = typed("35", vintage="final", aware=str(Seen.of(first)))
    saved = client.post(row_url(indicator), sent, headers=HTMX)
    assert saved.headers["X-Entry-State"] == "saved"
    assert hidden(saved.content.decode(), "known") == str(Seen.of(first))


def test_a_draft_is_not_moved_in_a_locked_round_whatever_was_approved(
    client, indicator, clerk, behalf_final
):
    draft = a_row(indicator, clerk, "36")
    behalf_final()
    ReportingRound.objects.filter(year=2022).update(
        opens_on=date(2022, 1, 1), due_on=date(2022, 2, 1), locks_on=date(2022, 3, 1)
    )
    sent = typed("35", submission=draft.pk, version=1, vintage="final")
    page = client.post(row_url(indicator), sent, headers=HTMX).content.decode()
    assert "锁定" in page
    assert "冲突" not in page


@pytest.mark.parametrize("named", [{"version": 1}, {"submission": 10**6, "version": 1}])
def test_half_a_name_and_a_wrong_one_are_nobodys(client, indicator, clerk, colleague, named):
    second = a_row(indicator, colleague, "38")
    before = as_it_is(second)
    answer = client.post(row_url(indicator), typed("35", **named), headers=HTMX)
    assert answer.headers["X-Entry-State"] == "conflict"
    assert as_it_is(second) == before


def test_a_page_without_its_version_is_not_given_the_present_one(client, indicator, clerk):
    own = a_row(indicator, clerk, "38")
    for _ in range(2):
        answer = client.post(row_url(indicator), typed("35", submission=own.pk), headers=HTMX)
        assert answer.headers["X-Entry-State"] == "conflict"
        assert 'value="1"' not in " ".join(answer.content.decode().split()).split("版本")[0]
    own.refresh_from_db()
    assert own.value_text == "38"


def test_a_figure_moved_to_another_vintage_is_not_begun_anew(client, indicator, clerk, colleague):
    """On behalf and by files a place is named, and the figure that was seen has left it."""
    planner = make_planner()
    because = {"on_behalf_reason": "补录", "on_behalf_document": "年鉴"}
    seen = a_row(indicator, planner, "36", vintage="final", **because)
    Submission.objects.filter(pk=seen.pk).update(vintage="revised", version=2)
    client.force_login(planner)
    answer = client.post(behalf_url(indicator), behalf(indicator, "35", seen="36", of=(seen, 1)))
    assert "改动" in answer.content.decode()
    assert list(Submission.objects.values_list("vintage", flat=True)) == ["revised"]


def behalf_url(indicator):
    return reverse("review_enter", args=[indicator.plan.slug, 2022])


def behalf(indicator, text, *, seen, of, do="save"):
    prefix, (figure, version) = f"i{indicator.pk}", of
    names = ("published_on", "source_title", "source_url", "note")
    blank = {f"{prefix}-{name}": "" for name in names}
    was = {f"initial-{prefix}-{name}": "" for name in names}
    return {
        "reason": "补录",
        "document": "年鉴",
        "published_on": "2023-02-01",
        "do": do,
        **blank,
        **was,
        f"{prefix}-value_text": text,
        f"initial-{prefix}-value_text": seen,
        **{f"{prefix}-{name}": value for name, value in TOLD.items()},
        f"{prefix}-version": f"{figure.pk}:{version}",
    }


@pytest.mark.parametrize("do", ["save", "submit"])
def test_a_line_on_behalf_is_not_saved_into_another_figure(client, indicator, planner, do):
    because = {"on_behalf_reason": "补录", "on_behalf_document": "年鉴"}
    first = approved(a_row(indicator, planner, "36", vintage="final", **because), planner)
    other = make_planner(username="另一位")
    second = a_row(indicator, other, "38", vintage="final", **because)
    before = as_it_is(second)
    client.force_login(planner)
    sent = behalf(indicator, "36" if do == "submit" else "35", seen="30", of=(first, 1), do=do)
    answer = client.post(behalf_url(indicator), sent)
    assert answer.status_code == 422
    assert as_it_is(second) == before
    page = answer.content.decode()
    assert f"已被{planner.username}采用，现由另一位另填一份，当前为“38”" in page


def test_enter_on_a_page_of_conflict_does_not_press_the_button_that_overwrites(
    client, indicator, two
):
    first, _ = two
    sent = typed("35", version=1, action="save")
    page = client.post(reverse("entry_figure", args=[first.pk]), sent).content.decode()
    form = f'form="form-{indicator.code}"'
    buttons = [each for each in re.findall(r"<button[^>]*>", page) if form in each]
    assert ['name="overwrite"' in each for each in buttons] == [False, True]
    assert page.index(buttons[0]) < page.index('<form id="form-')
