"""What the record keeps of a deed, told as what was there before and after."""

from __future__ import annotations

import pytest

from indicators.selectors.deeds import changes


@pytest.mark.parametrize(
    ("details", "told"),
    [
        ({}, []),
        ({"新": {"value_text": "34"}}, [("数值", "", "34")]),
        (
            {"原": {"value_text": "34", "note": "同"}, "新": {"value_text": "35", "note": "同"}},
            [("数值", "34", "35")],
        ),
        ({"原": {"note": "有"}, "新": {}}, [("说明", "有", "")]),
        ({"原": "初步核算", "新": "最终核实"}, [("内容", "初步核算", "最终核实")]),
        ({"原": ["2023-01-01", "2023-02-01"], "新": []}, [("内容", "2023-01-01、2023-02-01", "")]),
        ({"原状态": "draft", "新状态": "submitted"}, [("状态", "草稿", "已提交")]),
        ({"原状态": "旧词", "新状态": "submitted"}, [("状态", "旧词", "已提交")]),
        ({"内容": {"value_text": "34", "answers": "{}"}}, [("数值", "", "34")]),
        ({"延至": "2024-01-01 18:00"}, [("延至", "", "2024-01-01 18:00")]),
        ({"新": {"unheard_of": 3}}, [("unheard_of", "", "3")]),
    ],
)
def test_whatever_shape_it_was_recorded_in(details, told):
    assert [(each.label, each.before, each.after) for each in changes(details)] == told
