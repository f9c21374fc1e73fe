"""The form a workbook is sent with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings

from indicators.services.on_behalf import OnBehalf

ACCEPT = ".xlsx,.csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet,text/csv"


class UploadForm(forms.Form):
    """A file; on behalf of a department also why, and from which document."""

    file = forms.FileField(
        label="填报表文件",
        help_text="从本页下载、填好的 .xlsx 或 .csv，不超过 20 MB。",
        allow_empty_file=True,
        max_length=200,
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
        error_messages={"required": "请选择要上传的文件。"},
    )
    reason = forms.CharField(
        label="代填理由",
        max_length=500,
        required=False,
        help_text="例如：部门尚未开通账号，按其来文代录。",
    )
    document = forms.CharField(
        label="依据文件",
        max_length=200,
        required=False,
        help_text="例如：《绍兴统计年鉴2023》，或来文的文号。",
    )

    def __init__(
        self,
        *args: Any,
        on_behalf: bool,
        oversized: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if oversized:
            most = settings.UPLOAD_MOST_BYTES // 2**20
            self.fields["file"].error_messages["required"] = (
                f"文件“{oversized[0]}”超过 {most} MB 的上限，没有接收。"
                "请重新下载填报表，只填数据后再上传。"
            )
        self.order_fields(["reason", "document", "file"])
        if not on_behalf:
            del self.fields["reason"], self.fields["document"]

    @property
    def asks_why(self) -> bool:
        """Whether it is on behalf of a department: reason and document are asked for."""
        return "reason" in self.fields

    @property
    def on_behalf(self) -> OnBehalf | None:
        """What a planner gave as reason and document; None where neither was asked for."""
        if not self.asks_why:
            return None
        return OnBehalf(
            reason=self.cleaned_data.get("reason", ""),
            document=self.cleaned_data.get("document", ""),
        )
