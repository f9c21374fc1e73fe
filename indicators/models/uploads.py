"""Uploaded workbooks on their way: read in the background, previewed, then confirmed or dropped."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from plans.models import Department, Plan


class UploadState(models.TextChoices):
    """Where an uploaded file stands."""

    QUEUED = "queued", "等待读取"
    READING = "reading", "正在读取"
    READY = "ready", "待确认"
    WRITING = "writing", "正在写入草稿"
    REFUSED = "refused", "读不了"
    CONFIRMED = "confirmed", "已写入草稿"
    DISCARDED = "discarded", "已放弃"


class UploadKind(models.TextChoices):
    """What a file is filled in with."""

    FIGURES = "figures", "数据"
    PROJECTS = "projects", "项目进展"


PENDING_STATES = (UploadState.QUEUED, UploadState.READING)
"""Not read yet."""
WORKED_AT = (*PENDING_STATES, UploadState.WRITING)
"""In the hands of a worker: who looks on sees how far it is."""


class Upload(models.Model):
    """A file somebody sent; nothing of it counts until it is confirmed.

    `result` is for people: the changes and faults as texts, shown in the preview and written as
    drafts by the same service as typed ones. The round's year is empty for a planner's file
    with figures of several years; the quarter only projects have.
    """

    id = models.UUIDField("编号", primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(
        "内容", max_length=10, choices=UploadKind.choices, default=UploadKind.FIGURES
    )
    plan = models.ForeignKey(Plan, models.CASCADE, verbose_name="规划", related_name="uploads")
    year = models.PositiveSmallIntegerField("数据年份", null=True, blank=True)
    quarter = models.PositiveSmallIntegerField("季度", null=True, blank=True)
    department = models.ForeignKey(
        Department,
        models.CASCADE,
        verbose_name="部门",
        null=True,
        blank=True,
        related_name="uploads",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="上传人", related_name="+"
    )
    name = models.CharField("文件名", max_length=200)
    size = models.PositiveIntegerField("字节数")
    state = models.CharField(
        "状态", max_length=10, choices=UploadState.choices, default=UploadState.QUEUED
    )
    progress = models.PositiveSmallIntegerField("进度（%）", default=0)
    message = models.TextField("读不了的原因", blank=True)
    result = models.JSONField("预览", default=dict, help_text="改动和问题，供人看。")
    on_behalf_reason = models.TextField("代填理由", blank=True)
    on_behalf_document = models.CharField("代填依据文件", max_length=200, blank=True)
    created_at = models.DateTimeField("上传时间")
    updated_at = models.DateTimeField("进展时间")
    expires_at = models.DateTimeField("过期时间")

    class Meta:
        verbose_name = verbose_name_plural = "上传的填报表"
        ordering: ClassVar = ["-created_at"]
        indexes: ClassVar = [
            models.Index(fields=["state", "updated_at"], name="upload_pending"),
            models.Index(fields=["expires_at"], name="upload_expiry"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(progress__lte=100), name="upload_progress_per_cent"
            ),
            models.CheckConstraint(
                condition=models.Q(year__isnull=False, department__isnull=False)
                | (models.Q(year__isnull=True) & ~models.Q(on_behalf_reason="")),
                name="upload_history_has_reason",
                violation_error_message="补录往年数据须写明理由。",
            ),
        ]

    def __str__(self) -> str:
        return self.name
