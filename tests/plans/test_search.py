"""What is asked, how it is read, and what answers it."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from plans.models import EntryKind, SearchEntry
from plans.search import folding, queries, readings, synonyms
from plans.search.finding import find
from plans.search.index import findable, replace_entries
from plans.search.marking import excerpt, marked
from plans.search.own import index_plans
from plans.search.queries import query
from plans.search.readings import reading, special_words
from plans.search.syllables import SYLLABLES, misheard, syllable_runs
from tests.factories import make_plan, make_section

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"


# --- reading ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("城镇化率", "'cheng'zhen'hua'lv'"),
        ("ＰＭ２．５", "'pm25'"),
        ("“336”交通圈", "'336'jiao'tong'quan'"),
        ("长三角", "'chang'san'jiao'"),
        ("行业标杆", "'hang'ye'biao'gan'"),
        ("——", ""),
        ("", ""),
    ],
)
def test_text_is_read_in_syllables(text, heard):
    assert reading(text) == heard


def shipped_names() -> list[str]:
    names = set()
    for file in FIXTURES.rglob("*.csv"):
        with file.open(encoding="utf-8-sig", newline="") as rows:
            for row in csv.DictReader(rows):
                names |= {row.get(column) or "" for column in ("name", "title", "short_name")}
    return sorted(names - {""})


def test_shipped_names_are_read_as_the_full_dictionary_reads_them():
    names = shipped_names()
    assert len(names) > 400
    script = (
        "import json, sys; from pypinyin import lazy_pinyin;"
        "print(json.dumps([lazy_pinyin(each) for each in json.load(sys.stdin)]))"
    )
    # The test process has the library without its phrases.
    env = {name: value for name, value in os.environ.items() if "PYPINYIN" not in name}
    done = subprocess.run(
        [sys.executable, "-c", script],
        input=json.dumps([folding.folded(each) for each in names]),
        capture_output=True,
        text=True,
        env=env,
        check=True,
    )
    ours_is_right = ("长三角", "会稽", "重塑", "长效")
    differing = [
        name
        for name, full in zip(names, json.loads(done.stdout), strict=True)
        if [each for each in reading(name).split("'") if each] != sounds(full)
        and not any(word in name for word in ours_is_right)
    ]
    assert differing == []


def sounds(syllables: list[str]) -> list[str]:
    return [heard for each in syllables if (heard := readings._NO_SOUND.sub("", each.lower()))]


def test_each_reviewed_word_has_a_syllable_for_each_character():
    words = special_words()
    assert "银行" in words
    assert [word for word, syllables in words.items() if len(word) != len(syllables)] == []


# --- asking -------------------------------------------------------------------------------


def test_what_plans_call_it_is_looked_for_too():
    assert synonyms.said_otherwise("房")[0] == "住房"
    assert synonyms.said_otherwise("人均gdp") == ("人均生产总值",)
    assert synonyms.said_otherwise("消防栓") == ("救援栓",)
    assert synonyms.said_otherwise("绿话") == synonyms.said_otherwise("绿化") != ()
    assert synonyms.said_otherwise("机房") == ()


def test_only_so_much_is_read():
    asked = query("一 二 三 四 五 六 " + "七" * 100)
    assert [word.text for word in asked.words] == list("一二三四五")
    assert len(asked.text) == queries.MOST_CHARACTERS
    assert query("  ").is_empty


def test_a_long_word_makes_no_huge_pattern():
    (word,) = query("a" * 60).words
    assert len(word.spelt) < 1500
    assert word.spelt_gapped == ""


# --- marking ------------------------------------------------------------------------------


def test_words_and_what_plans_call_them_are_marked():
    pieces = marked("全市生产总值(GDP)", query("gdp"))
    assert [(each.text, each.is_marked) for each in pieces] == [
        ("全市", False),
        ("生产总值", True),
        ("(", False),
        ("GDP", True),
        (")", False),
    ]
    assert [each.is_marked for each in marked("a(b", query("(b"))] == [False, True]


def test_an_excerpt_begins_near_the_word():
    text = "甲" * 50 + "轨道交通" + "乙" * 50
    assert excerpt(text, query("轨道"), length=40) == "…" + "甲" * 18 + "轨道交通" + "乙" * 18 + "…"
    assert excerpt("短", query("轨道"), length=40) == "短"
    assert excerpt(text, query("无"), length=5) == "甲甲甲甲甲…"


@pytest.mark.parametrize(
    ("letters", "runs"),
    [
        ("zhufang", ["zhu fang"]),
        ("xian", ["xian", "xi an"]),
        ("fangan", ["fang an", "fan gan"]),
        ("rjsr", []),
        ("zhuf", []),
        ("a" * 60, []),
        ("nanananananananananananananananananananananananx", []),
    ],
)
def test_letters_are_taken_apart_into_syllables(letters, runs):
    assert [" ".join(each) for each in syllable_runs(letters)] == runs


def test_every_reading_of_a_name_is_made_of_syllables():
    heard = {part for name in shipped_names() for part in reading(name).split("'") if part}
    known = {each for each in heard if each.isalpha() and len(each) > 2}
    assert known - SYLLABLES <= {"gdp", "esi", "iiii"}


@pytest.mark.parametrize(
    ("syllable", "taken_for"),
    [("zhen", "zen"), ("zeng", "zhen"), ("fan", "fang"), ("shi", "si"), ("xing", "xin")],
)
def test_syllables_are_mistaken_for_each_other(syllable, taken_for):
    assert re.fullmatch(misheard(syllable), taken_for)
    assert re.fullmatch(misheard(syllable), syllable)
    assert not re.fullmatch(misheard(syllable), "lv")


# --- finding ------------------------------------------------------------------------------


def put(*titles: str, kind: EntryKind = EntryKind.SECTION, **fields) -> None:
    entries = [
        findable(
            SearchEntry(kind=kind, key=f"k{place}", title=title, position=place, text=""), **fields
        )
        for place, title in enumerate(titles)
    ]
    replace_entries([kind], entries)


def found(text: str) -> list[str]:
    return [each.title for group in find(query(text), most=9).groups for each in group.entries]


@pytest.mark.django_db
def test_better_answers_come_first():
    put("旅游业总收入", "收入比", "收入", "城镇居民可支配收入")
    assert found("收入")[:2] == ["收入", "收入比"]
    assert len(found("收入")) == 4


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "title"),
    [("第十章", "民生"), ("第十章第二节", "健康"), ("第十章 第二节", "健康"), ("第二节", "健康")],
)
def test_parts_are_found_by_their_numbers_as_people_say_them(text, title):
    plan = make_plan()
    chapter = make_section(plan, code="c10", number="十", title="民生")
    make_section(plan, code="c10-s2", kind="section", number="二", title="健康", parent=chapter)
    index_plans()
    assert found(text)[0] == title


@pytest.mark.django_db
def test_hospital_beds_are_found_by_what_people_call_them():
    put("医疗卫生机构床位数")
    assert found("医院床位") == ["医疗卫生机构床位数"]


@pytest.mark.django_db
def test_every_word_must_be_answered():
    put("杭绍高速", "杭绍铁路", "甬金高速")
    assert found("杭绍 高速") == ["杭绍高速"]
    assert find(query("杭绍 码头"), most=9).is_near


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    ["城镇化率", "chengzhenhualv", "czhl", "czhualv", "承诊化率", "CZHL", "常住城镇化", "rkhl"],
)
def test_one_name_is_found_in_many_ways(text):
    put("常住人口城镇化率", "高等教育毛入学率")
    assert found(text) == ["常住人口城镇化率"]


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["化镇城", "qqqq", "x1"])
def test_what_only_looks_like_it_is_not_found(text):
    put("常住人口城镇化率")
    assert found(text) == []


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["常住人口城填化率", "chengzenhualv"])
def test_a_typing_error_finds_what_is_near_and_says_so(text):
    put("常住人口城镇化率", "高等教育毛入学率")
    answer = find(query(text), most=9)
    assert [each.title for group in answer.groups for each in group.entries] == ["常住人口城镇化率"]
    assert answer.is_near


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "is_found"), [("zhenhua", True), ("zhh", True), ("enhua", False), ("henh", False)]
)
def test_syllables_are_read_from_their_beginning(text, is_found):
    put("常住人口城镇化率")
    assert find(query(text), most=9).is_near is not is_found


@pytest.mark.django_db
def test_signs_of_patterns_are_only_signs():
    put("完成率100%", "完成率100分", "a_b")
    assert found("100%") == ["完成率100%"]
    assert found("a_b") == ["a_b"]
    assert found("[") == []
    assert found("\\") == []


@pytest.mark.django_db
def test_no_more_than_asked_for_and_all_are_counted(django_assert_num_queries):
    put(*(f"第{place}条铁路" for place in range(30)))
    put("铁路局", kind=EntryKind.DEPARTMENT)
    with django_assert_num_queries(1):
        answer = find(query("铁路"), most=5)
    assert [(group.kind, len(group.entries), group.total) for group in answer.groups] == [
        ("department", 1, 1),
        ("section", 5, 30),
    ]
    only = find(query("铁路"), most=50, kind="section")
    assert [len(group.entries) for group in only.groups] == [30]


@pytest.mark.django_db
def test_only_what_changed_is_written():
    put("甲", "乙", "丙")
    before = dict(SearchEntry.objects.values_list("title", "pk"))
    put("甲", "丁", "丙")
    after = dict(SearchEntry.objects.values_list("title", "pk"))
    assert set(after) == {"甲", "丁", "丙"}
    assert (after["甲"], after["丙"]) == (before["甲"], before["丙"])
