"""Figures of a column end at the decimal point together, whatever follows it."""

from __future__ import annotations

import pytest
from django.template import Context, Template

from indicators.alignment import pads, tail_of


@pytest.mark.parametrize(
    ("column", "lacking"),
    [
        (["1,234.5", "8", "−0.35", "-0.35"], ["0", ".00", "", ""]),
        (["66.7%", "100%", "—", "/"], ["", ".0", ".0%", ".0%"]),
        (["3/4", "11/12", "—"], ["0", "", "/00"]),
        (["10以上", "8", "<1.7"], [".0", ".0以上", "以上"]),
        (["[5]", "≥40", "≈69"], ["", "]", "]"]),
        (["69左右", "8%"], ["", "\u3000\u2002"]),
        (["8", "9"], ["", ""]),
        ([], []),
    ],
    ids=["decimals", "per cent", "fractions", "words", "signs", "two words", "whole", "none"],
)
def test_each_figure_is_given_what_the_longest_of_its_column_has(column, lacking):
    assert pads(column) == lacking


@pytest.mark.parametrize(
    "text", ["完成省下达指标", "8500（年均不少于12万人次）", "", "2020—2025", "1.2.3"]
)
def test_words_and_remarks_move_nobody(text):
    assert tail_of(text) is None
    assert pads([text, "1.5", "8"]) == ["", "", ".0"]


def rendered(source: str, **values) -> str:
    return Template("{% load figures %}" + source).render(Context(values))


def test_columns_do_not_mind_each_other_and_includes_may_lie_between():
    rows = [("1.25", "8"), ("3", "9")]
    html = rendered(
        "{% columns %}{% for a, b in rows %}{% figure a 'a' %}|{% figure b 'b' %};{% endfor %}"
        "{% include 'components/target.html' with in_force='7.5' printed='7.5' only %}"
        "{% endcolumns %}",
        rows=rows,
    )
    assert html.startswith(
        '<span class="aligned">1.25</span>|<span class="aligned">8</span>;'
        '<span class="aligned" data-pad=".00">3</span>|<span class="aligned">9</span>;'
    )
    assert "data-col" not in html


def test_figures_are_escaped_and_read_as_they_are_written():
    html = rendered(
        "{% columns %}{% figure a 'a' %}{% figure b 'a' %}{% endcolumns %}", a="<1.7", b='8"&'
    )
    assert html == (
        '<span class="aligned" data-pad="&quot;&amp;">&lt;1.7</span>'
        '<span class="aligned" data-pad=".0">8&quot;&amp;</span>'
    )


@pytest.mark.parametrize("missing", ["", None])
def test_what_is_missing_is_a_dash_and_nought_is_not_missing(missing):
    assert rendered("{% figure a 'a' %}", a=missing) == (
        '<span class="aligned" data-col="a">—</span>'
    )
    assert ">0<" in rendered("{% figure a 'a' %}", a=0)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("8168.50", "8,168.50"),
        ("-1234567", "-1,234,567"),
        ("0.05", "0.05"),
        ("0012.50", "0,012.50"),
        ("007", "007"),
        ("0", "0"),
        ("", ""),
        ("完成", "完成"),
        ("1e5", "1e5"),
        ("8,168", "8,168"),
    ],
)
def test_a_number_written_is_grouped_and_keeps_every_digit(written, shown):
    assert rendered("{{ written|grouped }}", written=written) == shown
