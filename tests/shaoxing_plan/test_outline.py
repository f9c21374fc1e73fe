"""The outline: everything stands where the plan says it."""

from __future__ import annotations

import re

import pytest

from tests.factories import (
    judge,
    make_box_item,
    make_indicator,
    make_mention,
    make_plan,
    make_project,
    make_section,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    plan = make_plan()
    chapter = make_section(plan, code="c01", title="创新")
    section = make_section(
        plan, code="c01-s1", kind="section", number="一", title="人才", parent=chapter
    )
    make_section(plan, code="c01-s2", kind="section", number="二", title="空节", parent=chapter)
    box = make_section(
        plan, code="box01", kind="box", number="1", title="举措", parent=section, text="专栏导语"
    )
    item = make_box_item(box, title="建实验室")
    inside = make_indicator(plan, name="人才总量", section=section, actuals={2023: "90"})
    make_mention(inside, chapter, quote="到2025年达到100")
    make_project(box, name="实验室一期", item=item)
    make_project(section, name="人才大厦")
    judge(plan)
    return plan


def outline(client, plan):
    return client.get(f"/plans/{plan.slug}/outline/").context["outline"]


def test_parts_nest_as_in_the_plan(client, plan):
    (chapter,) = outline(client, plan)
    section, empty = chapter.parts
    (box,) = section.parts
    assert [chapter.code, section.code, empty.code, box.code] == [
        "c01",
        "c01-s1",
        "c01-s2",
        "box01",
    ]
    assert (chapter.heading, section.heading, box.heading) == ("一、", "(一)", "专栏1")


def test_everything_stands_where_it_is_anchored(client, plan):
    (chapter,) = outline(client, plan)
    section, _ = chapter.parts
    (box,) = section.parts
    assert [row.name for row in section.indicators] == ["人才总量"]
    assert [each.quote for each in chapter.mentions] == ["到2025年达到100"]
    assert [row.name for row in section.other_projects] == ["人才大厦"]
    assert [item.title for item in box.items] == ["建实验室"]
    assert [row.name for row in box.items[0].projects] == ["实验室一期"]
    assert box.other_projects == ()


def test_totals_include_the_parts_below(client, plan):
    (chapter,) = outline(client, plan)
    assert chapter.totals_text == "定量目标 1 · 复述 1 · 事项 1 · 项目 2"
    section, empty = chapter.parts
    assert section.totals_text == "定量目标 1 · 事项 1 · 项目 2"
    assert empty.totals_text == ""
    assert empty.is_bare
    assert not section.is_bare


def test_every_part_can_be_linked_to(client, plan):
    content = client.get(f"/plans/{plan.slug}/outline/").content.decode()
    for code in ("c01", "c01-s1", "c01-s2", "box01"):
        assert content.count(f'id="{code}"') == 1
    assert 'href="/plans/test-14/boxes/1/"' in content


def test_a_plan_without_sections_says_so(client):
    plan = make_plan(slug="test-13", base_year=2015)
    assert "没有载入章节" in client.get(f"/plans/{plan.slug}/outline/").content.decode()


@pytest.mark.parametrize("rows", [1, 20])
def test_queries_do_not_grow_with_the_plan(client, django_assert_num_queries, rows):
    plan = make_plan()
    chapter = make_section(plan)
    for number in range(rows):
        box = make_section(
            plan, code=f"box{number}", kind="box", number=str(number), parent=chapter
        )
        item = make_box_item(box)
        make_project(box, item=item, regions=[plan.region])
        make_mention(make_indicator(plan, section=box), chapter)
    judge(plan)
    # plan, plan switch, sections, rows (2), mentions, items, projects (4)
    with django_assert_num_queries(20):
        client.get(f"/plans/{plan.slug}/outline/")


# --- the words of the plan, chapter by chapter -------------------------------------------


@pytest.fixture
def readable(plan):
    plan.sections.filter(code="c01").update(text="章的导语。")
    plan.sections.filter(code="c01-s1").update(text="第一段人才。\n第二段人才政策。")
    make_section(plan, code="c02", number="二", title="开放", text="第二章。")
    return plan


def chapter(client, plan, code="c01", **query):
    return client.get(f"/plans/{plan.slug}/outline/{code}/", query)


def words(clause) -> list[str]:
    return [
        "".join(piece.text for span in paragraph for piece in span.pieces)
        for paragraph in clause.paragraphs
    ]


def test_a_chapter_is_read_in_the_plans_own_words(client, readable):
    page = chapter(client, readable)
    shown = page.context["chapter"]
    assert words(shown.lead) == ["章的导语。"]
    section, empty = shown.clauses
    assert words(section) == ["第一段人才。", "第二段人才政策。"]
    assert empty.paragraphs == ()
    content = page.content.decode()
    assert 'id="c01-s1"' in content
    assert f'href="/plans/{readable.slug}/boxes/1/"' in content
    assert (shown.previous, shown.next.code) == (None, "c02")


def test_what_was_asked_for_is_marked_and_counted(client, readable):
    page = chapter(client, readable, q="人才")
    assert page.context["chapter"].hits == 2
    assert page.content.decode().count("<mark>人才</mark>") == 2
    assert "本章原文里没有“飞碟”" in chapter(client, readable, q="飞碟").content.decode()


def test_words_that_set_a_target_lead_to_it_with_its_state(client, readable):
    section = readable.sections.get(code="c01-s1")
    section.text = "人才达到100人,其中院士10人。人才达到100人。"
    section.save()
    for name, quote in (
        ("总量", "人才达到100人"),
        ("院士", "其中院士10人"),
        ("同句", "其中院士10人"),
        ("重叠", "100人,其中"),
    ):
        make_indicator(
            readable,
            name=name,
            origin="text",
            section=section,
            quote=quote,
            base="0",
            target="100",
            actuals={2023: "10"},
        )
    judge(readable)
    page = chapter(client, readable)
    shown, _ = page.context["chapter"].clauses
    assert words(shown) == [section.text]
    promised = [
        ("".join(piece.text for piece in span.pieces), [each.name for each in span.promises])
        for span in shown.paragraphs[0]
    ]
    assert promised == [
        ("人才达到100人", ["总量"]),
        (",", []),
        ("其中院士10人", ["院士", "同句"]),
        ("。人才达到100人。", []),
    ]
    content = page.content.decode()
    assert content.count('class="promise__link"') == 3
    assert content.count('aria-label="院士，') == 1
    inside = re.findall(r'<a class="promise__link".*?</a>', content, flags=re.DOTALL)
    assert not [each for each in inside if "visually-hidden" in each], "no name is found unseen"
    said = re.sub(r'<a class="promise__link".*?</a>|<[^>]+>', "", content, flags=re.DOTALL)
    assert section.text in said, "not a blank that the plan does not print"


@pytest.mark.parametrize(
    ("code", "address"),
    [
        ("c01-s1", "outline/c01/?known_on=2023-01-01#c01-s1"),
        ("box01", "boxes/1/?known_on=2023-01-01"),
    ],
)
def test_every_part_has_an_address_that_leads_to_it(client, readable, code, address):
    answer = chapter(client, readable, code, known_on="2023-01-01")
    assert answer["Location"] == f"/plans/{readable.slug}/{address}"


def test_a_chapter_whose_words_were_not_loaded_is_shown_in_the_outline(client, plan):
    for code in ("c01", "c01-s1"):
        assert chapter(client, plan, code)["Location"] == f"/plans/{plan.slug}/outline/#{code}"
    assert "读全文" not in client.get(f"/plans/{plan.slug}/outline/").content.decode()
    assert chapter(client, plan, "c99").status_code == 404


def test_the_outline_leads_to_the_words_and_does_not_hold_them(client, readable):
    content = client.get(f"/plans/{readable.slug}/outline/").content.decode()
    assert "第一段" not in content
    assert f'href="/plans/{readable.slug}/outline/c01/"' in content
    assert f'href="/plans/{readable.slug}/outline/c01/#c01-s1"' in content


@pytest.mark.parametrize("rows", [1, 20])
def test_queries_do_not_grow_with_the_sections_of_a_chapter(
    client, django_assert_num_queries, rows
):
    plan = make_plan()
    whole = make_section(plan, text="导语。")
    for number in range(rows):
        part = make_section(
            plan, code=f"s{number}", kind="section", number=str(number), parent=whole, text="文。"
        )
        make_indicator(plan, section=part)
    judge(plan)
    with django_assert_num_queries(20):
        chapter(client, plan)
