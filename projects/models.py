"""Box items and the named construction projects of a plan."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse

from indicators.models import Indicator
from plans.models import CODE_VALIDATOR, Department, Plan, Region, Section


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
        Indicator, verbose_name="关联指标", blank=True, related_name="projects"
    )
    quote = models.TextField("规划原文")
    position = models.PositiveIntegerField("顺序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "重大项目"
        ordering: ClassVar = ["plan", "position"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("project_detail", args=[self.code])
