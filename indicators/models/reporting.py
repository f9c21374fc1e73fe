"""What departments report: rounds, extensions, submissions and their evidence."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models

from indicators.models.indicator import Indicator
from indicators.models.series import Definition, Observation, Vintage
from indicators.workflow import GAVE_WAY_LABELS, STAGE_LABELS, Stage
from plans.models import Department, Plan, Region


class ReportingRound(models.Model):
    """When the figures of a plan's year are asked for: opens, falls due, locks."""

    plan = models.ForeignKey(
        Plan, models.CASCADE, verbose_name="规划", related_name="reporting_rounds"
    )
    year = models.PositiveSmallIntegerField("数据年份")
    opens_on = models.DateField("开放日期")
    due_on = models.DateField("截止日期")
    locks_on = models.DateField("锁定日期", help_text="这一天起部门不能再填报。")

    class Meta:
        verbose_name = verbose_name_plural = "填报轮次"
        ordering: ClassVar = ["plan", "-year"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "year"], name="round_once_a_year"),
            models.CheckConstraint(
                condition=models.Q(opens_on__lte=models.F("due_on"))
                & models.Q(due_on__lt=models.F("locks_on")),
                name="round_days_in_order",
                violation_error_message="日期须依次为：开放 ≤ 截止 < 锁定。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.year}年数据"


class Extension(models.Model):
    """A lock lifted for one department until a time, with the reason and by whom."""

    round = models.ForeignKey(
        ReportingRound, models.CASCADE, verbose_name="填报轮次", related_name="extensions"
    )
    department = models.ForeignKey(Department, models.CASCADE, verbose_name="部门")
    until = models.DateTimeField("延至")
    reason = models.TextField("理由")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="批准人", related_name="+"
    )
    created_at = models.DateTimeField("批准时间")
    ended_at = models.DateTimeField("提前结束时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "延期"
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.department} 延至 {self.until:%Y-%m-%d %H:%M}"


class Report(models.Model):
    """What every report of a department has on its way from draft to approval."""

    department = models.ForeignKey(
        Department, models.PROTECT, verbose_name="填报部门", related_name="%(class)ss"
    )
    stage = models.CharField(
        "状态", max_length=10, choices=[(each.value, STAGE_LABELS[each]) for each in Stage]
    )
    version = models.PositiveIntegerField(
        "版本", default=1, help_text="每次改动加一，防止互相覆盖。"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="填报人", related_name="+"
    )
    created_at = models.DateTimeField("创建时间")
    updated_at = models.DateTimeField("改动时间")
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    signed_at = models.DateTimeField("签发时间", null=True, blank=True)
    decided_at = models.DateTimeField("审核时间", null=True, blank=True)
    reason = models.TextField("退回理由", blank=True)
    on_behalf_reason = models.TextField("代填理由", blank=True)
    on_behalf_document = models.CharField("代填依据文件", max_length=200, blank=True)

    class Meta:
        abstract = True

    @property
    def stage_label(self) -> str:
        """Return where it stands, in words."""
        return STAGE_LABELS[Stage(self.stage)]

    @property
    def is_departments_draft(self) -> bool:
        """Return whether it is its department's own draft, which nobody else sees."""
        return self.stage == Stage.DRAFT and not self.on_behalf_reason

    @property
    def is_only_kept(self) -> bool:
        """Return whether it is there to be read and nothing is done with it any more."""
        return False

    @property
    def said(self) -> str:
        """What the report says, in a few words."""
        raise NotImplementedError


class GoingSubmissions(models.Manager["Submission"]):
    """The figures that are in force or on their way; see `Submission.replaced_by`."""

    def get_queryset(self) -> models.QuerySet[Submission]:
        return super().get_queryset().filter(replaced_by=None)


class Submission(Report):
    """One department's figure for one indicator and year, in one vintage."""

    indicator = models.ForeignKey(
        Indicator, models.PROTECT, verbose_name="指标", related_name="submissions"
    )
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="地区")
    year = models.PositiveSmallIntegerField("年份")
    vintage = models.CharField("数据版本", max_length=12, choices=Vintage.choices)
    definition = models.ForeignKey(
        Definition, models.PROTECT, verbose_name="口径", null=True, blank=True
    )
    value_text = models.CharField("数值", max_length=60, blank=True)
    source_title = models.CharField("来源", max_length=300, blank=True)
    source_url = models.URLField("来源网址", max_length=500, blank=True)
    published_on = models.DateField("公布日期", null=True, blank=True)
    note = models.TextField("说明", blank=True)
    cause = models.TextField("滞后原因", blank=True)
    measure = models.TextField("整改措施", blank=True)
    measure_by = models.DateField("整改期限", null=True, blank=True)
    answers = models.JSONField("提示的答复", default=dict, help_text="每条提示的代码和部门的答复。")
    observation = models.OneToOneField(
        Observation,
        models.PROTECT,
        verbose_name="实绩",
        null=True,
        blank=True,
        related_name="submission",
    )

    replaced_by = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="接续的填报",
        null=True,
        blank=True,
        related_name="replaced",
        help_text="采用被撤销时已有另一份在办的，由那一份接续；这一份只供查阅，不再办理。",
    )

    objects = GoingSubmissions()
    everything = models.Manager()  # noqa: DJ012 - a manager, taken for a field

    class Meta:
        verbose_name = verbose_name_plural = "填报"
        ordering: ClassVar = ["-updated_at"]
        indexes: ClassVar = [
            models.Index(fields=["stage", "department"], name="submission_queue"),
            models.Index(fields=["indicator", "region", "year"], name="submission_of_indicator"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["indicator", "region", "year", "vintage"],
                condition=~models.Q(stage=Stage.APPROVED) & models.Q(replaced_by=None),
                name="submission_under_way_once",
                violation_error_message="这个数据版本已有一份在办的填报。",
            ),
            models.CheckConstraint(
                condition=models.Q(stage=Stage.APPROVED, observation__isnull=False)
                | (~models.Q(stage=Stage.APPROVED) & models.Q(observation__isnull=True)),
                name="submission_approved_has_observation",
            ),
            models.CheckConstraint(
                condition=models.Q(replaced_by=None) | models.Q(stage=Stage.RETURNED),
                name="submission_replaced_is_returned",
            ),
            models.CheckConstraint(
                condition=~models.Q(stage=Stage.RETURNED) | ~models.Q(reason=""),
                name="submission_returned_has_reason",
                violation_error_message="退回须写明理由。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.year}：{self.value_text}"

    @property
    def stage_label(self) -> str:
        """Return where it stands, in words: what gave way to a later sum was not returned."""
        given_way = GAVE_WAY_LABELS.get(self.reason) if self.stage == Stage.RETURNED else None
        return given_way or super().stage_label

    @property
    def is_only_kept(self) -> bool:
        """Return whether another figure goes on in its stead."""
        return self.replaced_by_id is not None

    @property
    def said(self) -> str:
        """The figure as it was typed."""
        return self.value_text

    @property
    def definition_asked(self) -> Definition | None:
        """The definition the figure's year is to be reported in, as it is now."""
        return self.indicator.definition_asked(self.year)

    @property
    def public_on(self) -> date | None:
        """The day readers see it from: of an approved figure its own, else what was typed."""
        return self.observation.published_on if self.observation else self.published_on


class Remark(models.Model):
    """What clerk, signer or planner remark on a report under way."""

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="作者", related_name="+"
    )
    at = models.DateTimeField("时间")
    text = models.TextField("内容")

    class Meta:
        abstract = True
        verbose_name = verbose_name_plural = "评论"
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return self.text


class Comment(Remark):
    """A remark on a figure."""

    submission = models.ForeignKey(
        Submission, models.CASCADE, verbose_name="填报", related_name="comments"
    )


class Evidence(models.Model):
    """A file that proves figures; kept outside the web root under its content's hash."""

    department = models.ForeignKey(Department, models.PROTECT, verbose_name="部门")
    name = models.CharField("文件名", max_length=200)
    media_type = models.CharField("类型", max_length=100)
    size = models.PositiveIntegerField("字节数")
    sha256 = models.CharField("校验值", max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="上传人", related_name="+"
    )
    uploaded_at = models.DateTimeField("上传时间")
    submissions = models.ManyToManyField(
        Submission, verbose_name="填报", related_name="evidence", blank=True
    )

    class Meta:
        verbose_name = verbose_name_plural = "佐证材料"
        ordering: ClassVar = ["-uploaded_at", "id"]

    def __str__(self) -> str:
        return self.name
