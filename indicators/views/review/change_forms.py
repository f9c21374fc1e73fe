"""The forms in which targets and definitions are changed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from indicators.file_kinds import ACCEPT, ACCEPTED
from indicators.models import Indicator, Series
from indicators.selectors.review.changes import measured_series, revisable_indicators
from indicators.views.review.forms import DAY
from plans.models import CODE_VALIDATOR

_HALF_WIDTH = str.maketrans("０１２３４５６７８９．％‰＜＞［］－／", "0123456789.%‰<>[]-/")
EARLIEST_YEAR = 1990
LATEST_YEAR = 2100


class TargetForm(forms.Form):
    """A lawful change of a target."""

    indicator = forms.ChoiceField(label="指标")
    target_text = forms.CharField(
        label="新目标值",
        max_length=60,
        help_text="与规划同样的写法，例如 75、75以上、30以内、[5]、控制在3050万吨标准煤。",
    )
    effective_from = forms.DateField(
        label="生效日期", widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    )
    document = forms.CharField(label="文号", max_length=200)
    reason = forms.CharField(
        label="理由", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )
    answer = forms.CharField(
        label="核对说明",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="与现行目标相差很大、系统提问时才填；写入记录。",
    )
    file = forms.FileField(
        label="文件",
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text=f"{ACCEPTED}，不超过 20 MB。登录后可以查阅。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "请选择"), *revisable_indicators()]
        self.fields["indicator"].choices = choices  # type: ignore[attr-defined]

    def clean_target_text(self) -> str:
        """Return the target with its digits and signs as everybody types them; words stay."""
        return str(self.cleaned_data["target_text"]).translate(_HALF_WIDTH)

    def clean_indicator(self) -> Indicator:
        found = Indicator.objects.select_related("plan", "series", "department", "data_department")
        return found.get(code=self.cleaned_data["indicator"])


class DefinitionForm(forms.Form):
    """A series measured in another way from a day on."""

    series = forms.ChoiceField(label="统计指标")
    version = forms.CharField(
        label="版本代码",
        max_length=60,
        validators=[CODE_VALIDATOR],
        help_text="小写字母、数字和连字符，例如 census-2025。",
    )
    text = forms.CharField(
        label="口径说明", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )
    valid_from = forms.DateField(
        label="生效日期", widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    )
    asked_from = forms.IntegerField(
        label="起报年份",
        required=False,
        min_value=EARLIEST_YEAR,
        max_value=LATEST_YEAR,
        help_text="自该年数据起，部门按新口径填报；不填则仍按原口径填报。",
    )
    document = forms.CharField(label="文号或依据文件", max_length=200)
    reason = forms.CharField(
        label="变更理由", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )
    linking_factor = forms.DecimalField(
        label="衔接系数",
        required=False,
        max_digits=18,
        decimal_places=10,
        min_value=Decimal("0.0000000001"),
        help_text="新口径数乘以它得到原口径数；没有就不填，两个口径的数不互相比较。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "请选择"), *measured_series()]
        self.fields["series"].choices = choices  # type: ignore[attr-defined]

    def clean_series(self) -> Series:
        return Series.objects.get(code=self.cleaned_data["series"])
