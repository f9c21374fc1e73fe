"""What departments report of a project: one report for a period, on the way all reports go."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from indicators.formatting import reported_share
from indicators.models import Evidence, Remark, Report
from indicators.workflow import EDITABLE, Stage
from projects.models.structure import Project, ProjectMilestone, ProjectStage
from projects.periods import Period

# What is still being written may be unfinished.
_IS_EDITABLE = models.Q(stage__in=[str(each) for each in sorted(EDITABLE)])


class ReportFacts(models.Model):
    """What is said of a project at the end of a year or a quarter.

    `physical_share` is 0..1, `invested` what was invested from 1 January to the end of the
    period in 亿元; None is not reported, zero is a value.
    """

    year = models.PositiveSmallIntegerField("年份")
    quarter = models.PositiveSmallIntegerField(
        "季度", null=True, blank=True, help_text="空着是全年。"
    )
    reached_stage = models.CharField(
        "到达阶段", max_length=12, choices=ProjectStage.choices, blank=True
    )
    halt_reason = models.TextField("停缓建原因", blank=True)
    physical_share = models.DecimalField(
        "形象进度（0—1）", max_digits=5, decimal_places=4, null=True, blank=True
    )
    invested = models.DecimalField(
        "本年累计完成投资（亿元）", max_digits=18, decimal_places=4, null=True, blank=True
    )
    progress_text = models.TextField("进展情况", blank=True)
    problem = models.TextField("存在问题", blank=True)
    problem_owner = models.CharField("问题责任人", max_length=80, blank=True)
    problem_due_on = models.DateField("解决期限", null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def period(self) -> Period:
        """The year or quarter the report is about."""
        return Period(year=self.year, quarter=self.quarter)


class ProjectReport(Report, ReportFacts):
    """How a project stands at the end of a period, on its way from draft to approval."""

    project = models.ForeignKey(
        Project, models.PROTECT, verbose_name="项目", related_name="reports"
    )
    answers = models.JSONField(
        "提示的答复", default=dict, blank=True, help_text="每条提示的代码和部门的答复。"
    )
    evidence = models.ManyToManyField(
        Evidence, verbose_name="佐证材料", blank=True, related_name="project_reports"
    )

    class Meta:
        verbose_name = verbose_name_plural = "项目进展"
        ordering: ClassVar = ["-updated_at"]
        indexes: ClassVar = [
            models.Index(fields=["stage", "department"], name="project_report_queue"),
            models.Index(fields=["year", "stage"], name="project_report_year"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["project", "year", "quarter"],
                nulls_distinct=False,
                name="project_report_once_a_period",
                violation_error_message="这个项目这一期已有一份填报。",
            ),
            models.CheckConstraint(
                condition=models.Q(quarter=None) | models.Q(quarter__gte=1, quarter__lte=4),
                name="project_report_quarter_in_bounds",
                violation_error_message="季度须为1到4。",
            ),
            models.CheckConstraint(
                condition=models.Q(physical_share=None)
                | models.Q(physical_share__gte=0, physical_share__lte=1),
                name="project_report_share_in_bounds",
                violation_error_message="形象进度须在0%到100%之间。",
            ),
            models.CheckConstraint(
                condition=models.Q(invested=None) | models.Q(invested__gte=0),
                name="project_report_invested_not_negative",
                violation_error_message="完成投资不能是负数。",
            ),
            models.CheckConstraint(
                condition=_IS_EDITABLE | ~models.Q(reached_stage=""),
                name="project_report_sent_with_stage",
                violation_error_message="提交的项目进展须有到达阶段。",
            ),
            models.CheckConstraint(
                condition=_IS_EDITABLE
                | ~models.Q(reached_stage=ProjectStage.HALTED)
                | ~models.Q(halt_reason=""),
                name="project_report_halted_with_reason",
                violation_error_message="停缓建须写明原因。",
            ),
            models.CheckConstraint(
                condition=_IS_EDITABLE
                | ~models.Q(reached_stage=ProjectStage.COMPLETED)
                | models.Q(physical_share__isnull=False, physical_share=1),
                name="project_report_completed_is_whole",
                violation_error_message="建成投用的项目，形象进度须为100%。",
            ),
            models.CheckConstraint(
                condition=~models.Q(stage=Stage.APPROVED) | models.Q(decided_at__isnull=False),
                name="project_report_approved_at",
            ),
            models.CheckConstraint(
                condition=~models.Q(stage=Stage.RETURNED) | ~models.Q(reason=""),
                name="project_report_returned_has_reason",
                violation_error_message="退回须写明理由。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.period.label}"

    @property
    def is_still_asked_for(self) -> bool:
        """Return whether its project is still reported for its year: merged or split it is not."""
        return self.project.is_asked_for(self.year)

    @property
    def said(self) -> str:
        """Stage and share, as 在建 45%."""
        share = reported_share(self.physical_share)
        return " ".join(filter(None, (self.get_reached_stage_display(), share)))


class FormerReport(ReportFacts):
    """What an approved report said until it was revoked: for looking back, never changed."""

    project = models.ForeignKey(
        Project, models.PROTECT, verbose_name="项目", related_name="former_reports"
    )
    decided_at = models.DateTimeField("采用时间")
    revoked_at = models.DateTimeField("撤销时间")
    claims = models.JSONField(
        "节点完成", default=dict, blank=True, help_text="节点名称和完成日期。"
    )
    evidence = models.ManyToManyField(
        Evidence, verbose_name="佐证材料", blank=True, related_name="former_project_reports"
    )

    class Meta:
        verbose_name = verbose_name_plural = "曾采用的项目进展"
        ordering: ClassVar = ["project", "revoked_at"]

    def __str__(self) -> str:
        return f"{self.project} {self.period.label}"


class MilestoneClaim(models.Model):
    """That a milestone was reached, and when; it counts once its report is approved."""

    report = models.ForeignKey(
        ProjectReport, models.CASCADE, verbose_name="项目进展", related_name="claims"
    )
    milestone = models.ForeignKey(
        ProjectMilestone, models.PROTECT, verbose_name="节点", related_name="claims"
    )
    reached_on = models.DateField("完成日期")

    class Meta:
        verbose_name = verbose_name_plural = "节点完成"
        ordering: ClassVar = ["reached_on", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["report", "milestone"], name="milestone_claimed_once_a_report"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.milestone} {self.reached_on}"


class ProjectComment(Remark):
    """A remark on a project's report."""

    report = models.ForeignKey(
        ProjectReport, models.CASCADE, verbose_name="项目进展", related_name="comments"
    )
