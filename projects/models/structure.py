"""Box items and the named construction projects of a plan, and what the plan asks of them."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from indicators.models import Indicator
from plans.models import CODE_VALIDATOR, Department, Plan, Region, Section
from projects.stages import BUILD_STAGE_LABELS, JUDGED_BY_LABELS, BuildStage, JudgedBy
from projects.tenure import Retirement, Tenure, tenure_of


class BoxItem(models.Model):
    """An item of a box (专栏事项), in the plan's own words."""

    section = models.ForeignKey(
        Section, models.CASCADE, verbose_name="专栏", related_name="box_items"
    )
    label = models.CharField("编号", max_length=10, blank=True)
    position = models.PositiveIntegerField("顺序")
    title = models.CharField("标题", max_length=200)
    text = models.TextField("内容", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "专栏事项"
        ordering: ClassVar = ["section", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["section", "position"], name="box_item_position_unique_in_section"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def anchor(self) -> str:
        """Return where the item stands on the page of its box."""
        return f"item-{self.position}"


class ProjectField(models.TextChoices):
    INDUSTRY = "industry", "产业"
    ECOLOGY = "ecology", "生态"
    CITY = "city", "城市"
    CULTURE = "culture", "文化"
    TRANSPORT = "transport", "交通"
    ENERGY = "energy", "能源"
    WATER = "water", "水利"
    HEALTH = "health", "卫生"
    EDUCATION = "education", "教育"
    SPORTS = "sports", "体育"
    DIGITAL = "digital", "数字"


class ProjectStage(models.TextChoices):
    """The stages of `projects.stages`, as the database and forms take them."""

    IDEA = BuildStage.IDEA.value, BUILD_STAGE_LABELS[BuildStage.IDEA]
    PREPARATION = BuildStage.PREPARATION.value, BUILD_STAGE_LABELS[BuildStage.PREPARATION]
    CONSTRUCTION = BuildStage.CONSTRUCTION.value, BUILD_STAGE_LABELS[BuildStage.CONSTRUCTION]
    COMPLETED = BuildStage.COMPLETED.value, BUILD_STAGE_LABELS[BuildStage.COMPLETED]
    HALTED = BuildStage.HALTED.value, BUILD_STAGE_LABELS[BuildStage.HALTED]


class PromisedStage(models.Model):
    """What a plan's verb asks of a project by its end: a reviewed line, shared by plans."""

    phrase = models.CharField("规划阶段用语", max_length=20, unique=True)
    expected_stage = models.CharField(
        "期末应到阶段",
        max_length=12,
        choices=[each for each in ProjectStage.choices if each[0] != ProjectStage.HALTED],
    )
    judged_by = models.CharField(
        "评灯方式",
        max_length=5,
        choices=[(each.value, JUDGED_BY_LABELS[each]) for each in JudgedBy],
    )
    reason = models.TextField("理由")
    position = models.PositiveIntegerField("顺序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "阶段用语"
        ordering: ClassVar = ["position", "phrase"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(expected_stage=ProjectStage.HALTED),
                name="promised_stage_is_no_halt",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    judged_by=JudgedBy.STAGE.value,
                    expected_stage__in=[ProjectStage.IDEA.value, ProjectStage.PREPARATION.value],
                )
                | models.Q(
                    judged_by=JudgedBy.TIME.value,
                    expected_stage__in=[
                        ProjectStage.CONSTRUCTION.value,
                        ProjectStage.COMPLETED.value,
                    ],
                ),
                name="promised_stage_judged_fittingly",
                violation_error_message="只承诺谋划、前期的按到达阶段评灯，其余按序时进度。",
            ),
        ]

    def __str__(self) -> str:
        return self.phrase


class Project(models.Model):
    """A named project with the plan's own stage verb; what the plan does not say is empty."""

    plan = models.ForeignKey(Plan, models.CASCADE, verbose_name="规划", related_name="projects")
    code = models.CharField("代码", max_length=80, unique=True, validators=[CODE_VALIDATOR])
    name = models.CharField("名称", max_length=160)
    field = models.CharField("领域", max_length=12, choices=ProjectField.choices)
    section = models.ForeignKey(
        Section, models.PROTECT, verbose_name="章节", related_name="projects"
    )
    item = models.ForeignKey(
        BoxItem,
        models.PROTECT,
        verbose_name="专栏事项",
        null=True,
        blank=True,
        related_name="projects",
    )
    promised_stage = models.CharField("规划阶段用语", max_length=20)
    start = models.DateField("计划开始", null=True, blank=True)
    end = models.DateField("计划完成", null=True, blank=True)
    total_investment = models.DecimalField(
        "总投资（亿元）", max_digits=18, decimal_places=4, null=True, blank=True
    )
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        verbose_name="责任部门",
        null=True,
        blank=True,
        related_name="projects",
    )
    departments_confirmed = models.BooleanField(
        "部门已确认", default=False, help_text="未确认前页面上标（拟）。"
    )
    partners = models.ManyToManyField(
        Department, verbose_name="配合部门", blank=True, related_name="partnered_projects"
    )
    regions = models.ManyToManyField(
        Region, verbose_name="地区", blank=True, related_name="projects"
    )
    indicators = models.ManyToManyField(
        Indicator,
        verbose_name="关联指标",
        blank=True,
        related_name="projects",
        through="ProjectLink",
    )
    quote = models.TextField("规划原文")
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="并入项目",
        null=True,
        blank=True,
        related_name="merged",
    )
    retired_on = models.DateField(
        "停用日期", null=True, blank=True, help_text="并入或拆分的项目仍可查阅，不再统计。"
    )
    retired_reason = models.TextField("停用理由", blank=True)
    split_from = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="拆分自",
        null=True,
        blank=True,
        related_name="split_into",
    )
    keeps_history = models.BooleanField(
        "停用前的投资仍计入",
        default=False,
        help_text="两个不同的项目合并、一个项目拆分时计入；重复登记的不计入。",
    )
    is_given_up = models.BooleanField(
        "不再实施，没有后续项目",
        default=False,
        help_text="停用当年没有别的项目填报，仍由它自己填报和统计。",
    )
    position = models.PositiveIntegerField("顺序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "重大项目"
        ordering: ClassVar = ["plan", "position"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(start=None)
                | models.Q(end=None)
                | models.Q(start__lte=models.F("end")),
                name="project_days_in_order",
                violation_error_message="计划完成不能早于计划开始。",
            ),
            models.CheckConstraint(
                condition=models.Q(retired_on=None, retired_reason="", merged_into=None)
                | (models.Q(retired_on__isnull=False) & ~models.Q(retired_reason="")),
                name="project_retired_with_reason",
                violation_error_message="停用项目须写明日期和理由。",
            ),
            models.CheckConstraint(
                condition=models.Q(is_given_up=False)
                | models.Q(retired_on__isnull=False, merged_into=None),
                name="project_given_up_is_retired",
                violation_error_message="不再实施的项目须写明停用日期，也没有并入的项目。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("project_detail", args=[self.code])

    def clean(self) -> None:
        """Refuse a place in the outline of another plan, and an item of another box."""
        super().clean()
        section = Section.objects.filter(pk=self.section_id).first()
        if section and self.plan_id and section.plan_id != self.plan_id:
            raise ValidationError({"section": f"“{section}”不是这个规划的章节，请另选。"})
        item = self.item
        if section and item and item.section_id != section.pk:
            words = f"“{item}”是“{item.section}”的事项，不在所选的“{section}”里，请另选。"
            raise ValidationError({"item": words})

    def is_asked_for(self, year: int) -> bool:
        """Return whether anything of a year is reported of it (see `tenure.Tenure`)."""
        return self.tenure.counts_in(year)

    @property
    def tenure(self) -> Tenure:
        """Return which years are its own, as is known today."""
        return self.tenure_as_known(None) or Tenure()

    def tenure_as_known(self, day: date | None) -> Tenure | None:
        """Return which years were its own as a day knew them, None where it was not there yet."""
        whole = self.split_from
        return tenure_of(self.retirement, whole=whole.retirement if whole else None, known_on=day)

    @property
    def retirement(self) -> Retirement:
        """Return when it was retired; of what it is a part only where its parts' years need it."""
        found: Retirement | None = None
        for each in reversed(self._wholes_needed()):
            found = Retirement(on=each.retired_on, keeps_history=each.keeps_history, part_of=found)
        return Retirement(
            on=self.retired_on,
            keeps_history=self.keeps_history,
            is_given_up=self.is_given_up,
            part_of=found,
        )

    def _wholes_needed(self) -> list[Project]:
        """Return what it is a part of, up to the first with years of its own; a circle once."""
        found: list[Project] = []
        seen, one = {self.pk}, self
        while one.retired_on is not None and not one.keeps_history:
            whole = one.split_from
            if whole is None or whole.pk in seen:
                break
            seen.add(whole.pk)
            found.append(whole)
            one = whole
        return found

    @property
    def days(self) -> tuple[date, date]:
        """Return its first and last day; those of the plan where none is stated."""
        first, last = date(self.plan.first_year, 1, 1), date(self.plan.last_year, 12, 31)
        return self.start or first, self.end or last


class ProjectLink(models.Model):
    """That a project is to move an indicator, and where the plan says so."""

    project = models.ForeignKey(
        Project, models.CASCADE, verbose_name="项目", related_name="indicator_links"
    )
    indicator = models.ForeignKey(
        Indicator, models.CASCADE, verbose_name="指标", related_name="project_links"
    )
    reason = models.TextField("关联理由")

    class Meta:
        verbose_name = verbose_name_plural = "关联指标"
        ordering: ClassVar = ["project", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["project", "indicator"], name="project_linked_to_indicator_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="project_link_has_reason",
                violation_error_message="关联指标须写明理由。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project}—{self.indicator}"


class MilestoneFacts(models.Model):
    """A step of a project with the share of the physical work (0..1) that is due by then.

    `set_at` is when a planner set it as it is, None where it came with the plan's files.
    """

    title = models.CharField("节点", max_length=120)
    due_on = models.DateField("应完成日期")
    due_share = models.DecimalField("应有形象进度（0—1）", max_digits=5, decimal_places=4)
    set_at = models.DateTimeField("设定时间", null=True, blank=True, editable=False)

    class Meta:
        abstract = True


class ProjectMilestone(MilestoneFacts):
    """A milestone as it is set today."""

    project = models.ForeignKey(
        Project, models.CASCADE, verbose_name="项目", related_name="milestones"
    )
    position = models.PositiveIntegerField("顺序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "项目节点"
        ordering: ClassVar = ["project", "due_on", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["project", "title"],
                name="project_milestone_once",
                # Checked after each statement, so that two may change titles with each other.
                deferrable=models.Deferrable.IMMEDIATE,
                violation_error_message="这个项目已有同名的节点。",
            ),
            models.CheckConstraint(
                condition=models.Q(due_share__gte=0, due_share__lte=1),
                name="project_milestone_share_in_bounds",
                violation_error_message="应有形象进度须在0到1之间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project}：{self.title}"


class FormerMilestone(MilestoneFacts):
    """What a milestone was until a planner changed or removed it: for looking back."""

    project = models.ForeignKey(
        Project, models.CASCADE, verbose_name="项目", related_name="former_milestones"
    )
    withdrawn_at = models.DateTimeField("更改时间")

    class Meta:
        verbose_name = verbose_name_plural = "曾设定的项目节点"
        ordering: ClassVar = ["project", "withdrawn_at", "id"]

    def __str__(self) -> str:
        return f"{self.project}：{self.title}"


class RollUpMeasure(models.TextChoices):
    COUNT = "count", "项目数"
    INVESTMENT = "investment", "完成投资"


class RollUp(models.Model):
    """An indicator that is the sum of the projects of some fields.

    `stale_since` is set in the transaction that changes what is summed, so that a lost message
    loses nothing: the periodic sweep finds it.
    """

    indicator = models.OneToOneField(
        Indicator, models.CASCADE, verbose_name="指标", related_name="roll_up"
    )
    measure = models.CharField("汇总内容", max_length=10, choices=RollUpMeasure.choices)
    fields = ArrayField(
        models.CharField(max_length=12, choices=ProjectField.choices), verbose_name="领域"
    )
    position = models.PositiveIntegerField("顺序", default=0)
    stale_since = models.DateTimeField("待汇总自", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "项目汇总"
        ordering: ClassVar = ["position", "indicator"]
        indexes: ClassVar = [
            models.Index(
                fields=["stale_since"],
                condition=models.Q(stale_since__isnull=False),
                name="roll_up_stale",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}：{self.get_measure_display()}"
