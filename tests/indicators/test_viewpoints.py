"""Who sees which figure, and what a page says as of a day gone by."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit
from zipfile import ZipFile

import pytest
from django.utils import timezone

from indicators.models import Assessment
from indicators.selectors.standing import indicator_rows
from indicators.services import withdraw_observation
from indicators.viewpoints import Viewpoint
from tests.factories import (
    judge,
    make_box_item,
    make_indicator,
    make_observation,
    make_plan,
    make_project,
    make_section,
    make_series,
)
from tests.people import make_user

pytestmark = pytest.mark.django_db

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIGURE = "777123"
SHAPES = ("777123", "777,123")
FIGURE_YEARS = {"2020", "2023", "2024"}
OURS = ("/plans/", "/indicators/", "/projects/", "/data/")
TELLING_PAGES = {
    *("home", "plan_overview", "plan_outline", "plan_matrix", "plan_table"),
    *("indicator_list", "indicator_list_csv", "indicator_detail", "indicator_figures_csv"),
    *("box_detail", "project_links", "project_detail"),
    *("plan_across", "plan_across_csv", "series_across", "series_across_csv"),
    *("open_data_observations", "open_data_assessments"),
}
PUBLIC_PAGES = TELLING_PAGES | {
    *("plan_meeting", "plan_section", "box_list", "open_data"),
    *("project_list", "project_list_csv", "project_list_xlsx", "project_timeline"),
    *("project_board", "project_pace", "project_progress_csv", "project_sums"),
    *("official_table", "official_table_csv", "official_table_xlsx"),
}
"""Pages and files a reader walks to; those above have the figure on them once it is published."""


@pytest.fixture
def plan():
    """A plan whose every page would show a figure that is published tomorrow only."""
    closed = make_plan(slug="test-13", base_year=2015, closed_on=date(2021, 2, 22))
    plan = make_plan()
    make_section(plan, text="谋划一章。")
    box = make_section(plan, code="box01", kind="box", number="1")
    series = make_series(code="product", unit="亿元", name="总值")
    tomorrow = timezone.localdate() + timedelta(days=1)
    shared: dict[str, Any] = {"series": series, "unit": "亿元"}
    make_indicator(closed, code="old", base="1", target="10", **shared)
    main = make_indicator(plan, code="main", base="1", target="10", section=box, **shared)
    make_indicator(
        plan, code="along", kind="relative", target="与经济增长基本同步", reference=series
    )
    whole = make_indicator(plan, code="whole", kind="composite", target="/", origin="box")
    make_indicator(plan, code="part", base="1", target="9", parent=whole, **shared)
    make_project(box, code="bridge", item=make_box_item(box), indicators=[main])
    for year in (2020, 2024):
        make_observation(series, year=year, text=FIGURE, published_on=tomorrow, vintage="revised")
    make_observation(series, year=2023, text="8", published_on=date(2024, 2, 1))
    for each in (closed, plan):
        judge(each)
    return plan


def walked(client, *starts: str, within: str = "/") -> dict[str, tuple[str, str]]:
    """Return name and text of every page a reader can come to from the first ones.

    One order and no filter of a list is enough: another shows the same rows or fewer. Of the years
    those with a figure are.
    """
    found: dict[str, tuple[str, str]] = {}
    waiting = [*starts]
    while waiting:
        address = waiting.pop()
        asked = parse_qs(urlsplit(address).query)
        kept = {*asked} <= {"year", "known_on"} and {*asked.get("year", [])} <= FIGURE_YEARS
        is_ours = address == "/" or (address.startswith(OURS) and within in address)
        if address in found or not kept or not is_ours:
            continue
        response = client.get(address, follow=True)
        assert response.status_code == 200, address
        text = told(response)
        found[address] = (response.resolver_match.url_name, text)
        waiting += links(address, text)
    return found


def told(response) -> str:
    """Return what a page or file says, of a workbook the words and figures of its parts."""
    if response["Content-Type"] != WORKBOOK:
        return response.content.decode()
    with ZipFile(BytesIO(response.content)) as parts:
        return "".join(parts.read(each).decode() for each in parts.namelist())


def links(address: str, text: str) -> list[str]:
    return [urljoin(address, unescape(each)) for each in re.findall(r'href="([^"#]+)', text)]


def test_a_figure_of_tomorrow_is_nowhere_to_be_seen_without_a_login(client, plan):
    pages = walked(client, "/", "/plans/test-13/")
    assert {name for name, _ in pages.values()} == PUBLIC_PAGES
    assert len(pages) > 60
    telling = [url for url, (_, text) in pages.items() if any(each in text for each in SHAPES)]
    assert telling == []


def test_whoever_is_signed_in_sees_it_before_it_is_published(client, plan):
    client.force_login(make_user())
    pages = walked(client, "/", "/plans/test-13/")
    telling = {name for name, text in pages.values() if any(each in text for each in SHAPES)}
    assert telling == TELLING_PAGES


def test_a_reader_needs_no_role_and_no_department(client, settings, plan):
    settings.PUBLIC_BROWSING = False
    assert client.get("/plans/test-14/").status_code == 302
    client.force_login(make_user())
    assert client.get("/plans/test-14/").status_code == 200
    assert client.get("/entry/").status_code == 403


def test_a_figure_without_a_day_counts_as_published(client):
    plan = make_plan()
    series = make_series()
    indicator = make_indicator(plan, base="1", target="10", series=series)
    make_observation(series, year=2023, text="777123", published_on=None)
    judge(plan)
    assert "777123" in client.get(indicator.get_absolute_url()).content.decode()


def test_verdicts_for_others_are_reached_by_the_same_core_and_never_stored(client, plan):
    stored = list(Assessment.objects.order_by("pk").values())
    row = client.get("/plans/test-14/indicators/").context["listing"].rows[0]
    assert (row.code, row.year, row.actual_text, row.state) == ("main", 2023, "8", "ahead")
    assert list(Assessment.objects.order_by("pk").values()) == stored
    insider = indicator_rows(plan, year=None, viewpoint=Viewpoint(today=timezone.localdate()))
    assert (insider[0].year, insider[0].state) == (2024, "achieved_early")


class TestLookingBack:
    @pytest.fixture(autouse=True)
    def product(self):
        """A product of 6001, restated to 5964 after the 13th plan was closed on a goal of 6000."""
        closed = make_plan(slug="test-13", base_year=2015, closed_on=date(2021, 2, 22))
        plan = make_plan()
        series = make_series(code="gdp", unit="亿元", decimals=0)
        shared: dict[str, Any] = {"series": series, "unit": "亿元"}
        make_indicator(closed, code="gdp-13", base="4466", target="6000", **shared)
        make_indicator(plan, code="gdp-14", base="6001", target="8500", **shared)
        for text, vintage, day in (
            ("6001", "estimate", date(2021, 2, 3)),
            ("5964", "revised", date(2026, 1, 16)),
        ):
            make_observation(series, year=2020, text=text, vintage=vintage, published_on=day)
        make_observation(series, year=2023, text="7791", published_on=date(2024, 1, 29))
        for each in (closed, plan):
            judge(each)
        return series

    @pytest.mark.parametrize(
        ("day", "figure", "states"),
        [
            ("2021-02-10", "6,001", {"current": "met"}),
            ("2026-01-15", "6,001", {"closing": "met"}),
            ("2026-01-16", "6,001", {"closing": "met", "current": "missed"}),
            ("", "6,001", {"closing": "met", "current": "missed"}),
        ],
    )
    def test_the_product_of_2020_as_known(self, client, day, figure, states):
        response = client.get("/indicators/gdp-13/", {"known_on": day, "year": "2020"})
        row = response.context["row"]
        ruling = "closing" if "closing" in states else "current"
        seen = {ruling: row.state, **{each.standpoint: each.state for each in row.others}}
        assert (row.actual_text, seen) == (figure, states)

    @pytest.mark.parametrize(
        ("day", "shown", "hidden"),
        [
            ("2021-02-02", [], ["6001", "5964", "7791"]),
            ("2026-01-15", ["6001", "7791"], ["5964"]),
            ("2026-01-16", ["6001", "7791", "5964"], []),
        ],
    )
    @pytest.mark.parametrize("path", ["indicators/gdp-14/", "data/test-14/observations.csv"])
    def test_only_figures_of_that_day_are_listed(self, client, path, day, shown, hidden):
        if path.startswith("data"):
            text = client.get(f"/{path}", {"known_on": day}).content.decode()
        else:
            rows = client.get(f"/{path}", {"known_on": day}).context["detail"].observations
            text = " ".join(row.printed_text for row in rows)
        assert [each for each in ("6001", "7791", "5964") if each in text] == [
            each for each in ("6001", "7791", "5964") if each in shown
        ]
        assert not [each for each in hidden if each in text]

    def test_a_verdict_of_the_day_before_its_figure_is_none(self, client):
        for day, state in (("2024-01-28", "no_data"), ("2024-01-29", "ahead")):
            query = {"known_on": day, "year": "2023"}
            assert client.get("/indicators/gdp-14/", query).context["row"].state == state
            matrix = client.get("/plans/test-14/matrix/", query).context["matrix"]
            assert matrix.groups[0].rows[0].cells[2].state == state
            listed = client.get("/plans/test-14/indicators/", query).context["listing"]
            assert listed.rows[0].state == state
            overview = client.get("/plans/test-14/", query).context["overview"]
            assert overview.headline.counts[0].state == state
            file = client.get("/plans/test-14/indicators.csv", query)
            assert ("7791" in file.content.decode()) == (state != "no_data")
            assert day in unescape(file["Content-Disposition"])

    def test_the_last_changes_are_those_published_by_then(self, client):
        changes = client.get("/plans/test-14/?known_on=2024-06-01").context["overview"].changes
        assert [(each.year, each.value_text) for each in changes] == [(2023, "7,791")]
        assert client.get("/plans/test-14/?known_on=2023-06-01").context["overview"].changes == ()

    def test_a_plan_not_yet_closed_has_no_final_account(self, client):
        early = client.get("/plans/test-13/?known_on=2021-02-10")
        assert early.context["overview"].account == ()
        assert "执行总览" in early.content.decode()
        assert client.get("/plans/test-13/?known_on=2021-02-22").context["overview"].account

    def test_the_page_says_so_and_leads_back(self, client):
        text = client.get("/plans/test-14/indicators/?year=2023&known_on=2024-03-01").content
        content = unescape(text.decode())
        assert "回看 2024-03-01" in content
        assert 'href="/plans/test-14/indicators/?year=2023"' in content
        plain = client.get("/plans/test-14/indicators/?year=2023").content.decode()
        assert "回看 2024" not in plain
        assert "回看某一天" in plain

    @pytest.mark.parametrize("day", ["2999-01-01", "yesterday", "2024-02-30", "", "20240301x"])
    def test_a_day_to_come_and_nonsense_count_as_not_asked(self, client, day):
        response = client.get("/plans/test-14/", {"known_on": day})
        assert response.context["retrospect"].known_on is None

    def test_every_link_between_pages_keeps_the_day(self, client):
        pages = walked(client, "/plans/test-14/?known_on=2024-03-01", within="known_on=")
        for url, (_, text) in pages.items():
            led_back = re.findall(r'href="([^"]+)">回到今天', text)
            lost = {
                each
                for each in links(url, text)
                if each.startswith(OURS) and "known_on=2024-03-01" not in each
            }
            assert lost == {urljoin(url, unescape(each)) for each in led_back}, url
        assert len(pages) > 20

    def test_what_was_withdrawn_later_still_stood_then(self, client, product):
        wrong = make_observation(
            product,
            year=2022,
            text="9999",
            published_on=date(2023, 2, 1),
            recorded_at=datetime(2023, 2, 1, 4, tzinfo=UTC),
        )
        withdraw_observation(wrong, now=datetime(2023, 5, 1, 4, tzinfo=UTC))
        for day, standing in (("2023-04-30", True), ("2023-05-01", False)):
            detail = client.get(f"/indicators/gdp-14/?year=2022&known_on={day}").context["detail"]
            assert (detail.row.actual_text == "9,999") is standing
            row = next(row for row in detail.observations if row.printed_text == "9999")
            assert (row.withdrawn_on is None) is standing

    def test_history_corrected_after_it_was_loaded_stays_known(self, client, product):
        """Both lines of a file were recorded long after; the account needs the corrected one."""
        shared = {"year": 2022, "published_on": date(2023, 2, 1)}
        wrong = make_observation(
            product, text="9999", recorded_at=datetime(2024, 2, 1, 4, tzinfo=UTC), **shared
        )
        withdraw_observation(wrong, now=datetime(2024, 5, 1, 4, tzinfo=UTC))
        make_observation(
            product, text="8888", recorded_at=datetime(2024, 6, 1, 4, tzinfo=UTC), **shared
        )
        for day, text in (
            ("2023-06-01", "8,888"),
            ("2024-04-30", "9,999"),
            ("2024-06-01", "8,888"),
        ):
            detail = client.get(f"/indicators/gdp-14/?year=2022&known_on={day}").context["detail"]
            assert detail.row.actual_text == text


@pytest.mark.parametrize("rows", [1, 20])
@pytest.mark.parametrize(
    ("path", "queries"),
    [("", 14), ("matrix/", 14), ("indicators/", 14), ("indicators.csv", 13)],
    ids=["overview", "matrix", "list", "file"],
)
def test_looking_back_asks_no_more_of_a_bigger_plan(
    client, django_assert_num_queries, path, queries, rows
):
    plan = make_plan()
    for _ in range(rows):
        whole = make_indicator(plan, kind="composite", target="/")
        make_indicator(plan, base="0", target="9", parent=whole, actuals={2022: "1", 2023: "2"})
    with django_assert_num_queries(queries):
        client.get(f"/plans/{plan.slug}/{path}?known_on=2024-03-01")


@pytest.mark.parametrize("rows", [1, 20])
def test_an_indicator_asks_no_more_with_more_figures(client, django_assert_num_queries, rows):
    plan = make_plan()
    whole = make_indicator(plan, kind="composite", target="/", code="whole")
    for _ in range(rows):
        make_indicator(plan, base="0", target="9", parent=whole, actuals={2022: "1", 2023: "2"})
    for query, count in (("", 17), ("?known_on=2024-03-01", 25)):
        with django_assert_num_queries(count):
            client.get(f"/indicators/whole/{query}")


class TestFiguresAClosedAccountCannotCount:
    """A figure the page shows as today's is not said to be missing, but why it does not count."""

    @pytest.fixture
    def closed(self):
        plan = make_plan(slug="test-13", base_year=2015, closed_on=date(2021, 2, 22))
        make_indicator(plan, code="gdp-13", base="4466", target="6000", unit="亿元")
        return plan

    @pytest.mark.parametrize(
        ("published_on", "said"),
        [
            (None, "2017年的实绩公布日期不详，不能计入结账时的数据"),
            (date(2022, 1, 5), "2017年的实绩在结账以后才有，不计入结账时的数据"),
        ],
    )
    def test_its_reason_is_named(self, client, closed, published_on, said):
        series = closed.indicators.get().series
        make_observation(series, year=2017, text="5108", published_on=published_on)
        judge(closed)
        response = client.get("/indicators/gdp-13/?year=2017")
        row = response.context["row"]
        assert (row.state, row.sentence) == ("no_data", f"{said}，暂不评判。")
        assert [each.standpoint for each in row.others] == ["current"]
        html = response.content.decode()
        assert "还没有公布或审核" not in html
        assert said in response.context["sharing"].citation

    def test_a_sum_says_which_of_its_years_do_not_count(self, client, closed):
        flow = make_indicator(
            closed, kind="cumulative", target="[100]", actuals={2016: "9", 2018: "1"}
        )
        make_observation(flow.series, year=2017, text="10", published_on=None)
        judge(closed)
        row = client.get(f"{flow.get_absolute_url()}?year=2018").context["row"]
        assert row.sentence.startswith("缺2017年的数值（2017年的实绩公布日期不详")

    def test_a_year_without_any_figure_is_missing_as_ever(self, client, closed):
        judge(closed)
        response = client.get("/indicators/gdp-13/?year=2017")
        assert response.context["row"].reason == "2017年没有已审核的实绩"
        assert "还没有公布或审核" in response.content.decode()
