"""Plans, their outline, and the departments and regions everything else refers to."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse

CODE_VALIDATOR = RegexValidator(r"^[a-z0-9][a-z0-9-]*$", "代码只能用小写字母、数字和连字符。")


class Region(models.Model):
    """An administrative region, by its GB/T 2260 code."""

    code = models.CharField("行政区划代码", max_length=6, unique=True)
    name = models.CharField("名称", max_length=40)
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name="上级", null=True, blank=True, related_name="children"
    )
    position = models.PositiveIntegerField("顺序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "地区"
        ordering: ClassVar = ["position", "code"]

    def __str__(self) -> str:
        return self.name


class Department(models.Model):
    """A department of the city; who answers for an indicator or is asked for its figure."""

    code = models.CharField("代码", max_length=40, unique=True, validators=[CODE_VALIDATOR])
    name = models.CharField("名称", max_length=80, unique=True)
    short_name = models.CharField("简称", max_length=40)
    position = models.PositiveIntegerField("顺序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "部门"
        ordering: ClassVar = ["position", "code"]

    def __str__(self) -> str:
        return self.short_name


class Plan(models.Model):
    """A five-year plan: base year, first and last year, and when its account was closed."""

    slug = models.SlugField("网址名", max_length=60, unique=True)
    title = models.CharField("全称", max_length=120)
    short_title = models.CharField("简称", max_length=40)
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="地区", related_name="plans")
    base_year = models.PositiveSmallIntegerField("基期年")
    first_year = models.PositiveSmallIntegerField("起始年")
    last_year = models.PositiveSmallIntegerField("末年")
    approved_on = models.DateField("批准日期", null=True, blank=True)
    closed_on = models.DateField(
        "结账日期", null=True, blank=True, help_text="最终评估只看这一天及以前公布的数据。"
    )
    document = models.CharField("文件", max_length=200, blank=True)
    source_url = models.URLField("来源网址", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "规划"
        ordering: ClassVar = ["-first_year", "slug"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(base_year__lt=models.F("first_year"))
                & models.Q(first_year__lte=models.F("last_year")),
                name="plan_years_in_order",
                violation_error_message="年份须依次为：基期年 < 起始年 ≤ 末年。",
            ),
        ]

    def __str__(self) -> str:
        return self.short_title

    def get_absolute_url(self) -> str:
        return reverse("plan_overview", args=[self.slug])

    @property
    def years(self) -> range:
        """The years that are judged: first to last, without the base year."""
        return range(self.first_year, self.last_year + 1)


class SectionKind(models.TextChoices):
    CHAPTER = "chapter", "章"
    SECTION = "section", "节"
    BOX = "box", "专栏"


class Section(models.Model):
    """A part of a plan's outline: what indicators, items and projects are anchored to."""

    plan = models.ForeignKey(Plan, models.CASCADE, verbose_name="规划", related_name="sections")
    code = models.CharField("代码", max_length=40, validators=[CODE_VALIDATOR])
    kind = models.CharField("类型", max_length=10, choices=SectionKind.choices)
    number = models.CharField("序号", max_length=10)
    title = models.CharField("标题", max_length=120)
    parent = models.ForeignKey(
        "self", models.CASCADE, verbose_name="上级", null=True, blank=True, related_name="children"
    )
    text = models.TextField("文字", blank=True)
    position = models.PositiveIntegerField("顺序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "章节"
        ordering: ClassVar = ["plan", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "code"], name="section_code_unique_in_plan"),
        ]

    def __str__(self) -> str:
        return f"{self.heading} {self.title}"

    @property
    def heading(self) -> str:
        """The number as the plan prints it: 一、 · (一) · 专栏1."""
        shapes = {SectionKind.CHAPTER: "{}、", SectionKind.SECTION: "({})"}
        return shapes.get(SectionKind(self.kind), "专栏{}").format(self.number)


class EntryKind(models.TextChoices):
    """What a search finds, in the order in which it is listed."""

    INDICATOR = "indicator", "指标"
    TARGET = "target", "正文与专栏中的目标"
    PROJECT = "project", "重大项目"
    BOX = "box", "专栏"
    ITEM = "item", "专栏事项"
    DEPARTMENT = "department", "部门"
    SECTION = "section", "章节"
    PLAN = "plan", "规划"


class SearchEntry(models.Model):
    """One thing that can be found: written by `search.index` from the rows of its owner.

    `key` and `anchor` say where its page is, `section` where it stands in the plan and `place`
    what else says so. `name`, `terms` and `body` are folded; `terms` are other names of it, each
    between blanks, `sound` is how all of them are read.
    """

    kind = models.CharField("类型", max_length=12, choices=EntryKind.choices)
    plan = models.ForeignKey(Plan, models.CASCADE, verbose_name="规划", null=True, related_name="+")
    section = models.ForeignKey(
        Section, models.CASCADE, verbose_name="章节", null=True, related_name="+"
    )
    key = models.CharField("代码", max_length=80)
    anchor = models.CharField("页内位置", max_length=40, blank=True)
    title = models.TextField("名称")
    place = models.TextField("所在", blank=True)
    text = models.TextField("规划原文", blank=True)
    name = models.TextField("名称（检索）")
    terms = models.TextField("别名（检索）", blank=True)
    body = models.TextField("文字（检索）", blank=True)
    sound = models.TextField("读音（检索）", blank=True)
    position = models.PositiveIntegerField("顺序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "检索条目"
        ordering: ClassVar = ["kind", "plan", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "plan", "key", "anchor"],
                name="search_entry_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return self.title


class MembershipRole(models.TextChoices):
    CLERK = "clerk", "填报人员"
    SIGNER = "signer", "单位负责人"


class Membership(models.Model):
    """What a person is in a department: enters its figures, or signs them."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="用户", related_name="memberships"
    )
    department = models.ForeignKey(
        Department, models.CASCADE, verbose_name="部门", related_name="memberships"
    )
    role = models.CharField("角色", max_length=10, choices=MembershipRole.choices)

    class Meta:
        verbose_name = verbose_name_plural = "部门成员"
        ordering: ClassVar = ["department", "user"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "department", "role"], name="membership_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user}：{self.department}{self.get_role_display()}"


class RecordEntry(models.Model):
    """Who did what, when, to which figure, definition, right or lock; never changed.

    PostgreSQL itself refuses to update, delete or truncate these rows (see the migration).
    `details` holds before and after for people to read; nothing is computed from it.
    """

    at = models.DateTimeField("时间", db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="操作人",
        null=True,
        related_name="+",
    )
    actor_name = models.CharField("操作人姓名", max_length=150)
    department = models.ForeignKey(
        Department, models.PROTECT, verbose_name="部门", null=True, related_name="+"
    )
    plan = models.ForeignKey(Plan, models.PROTECT, verbose_name="规划", null=True, related_name="+")
    subject_kind = models.CharField("对象类型", max_length=20)
    subject_key = models.CharField("对象编号", max_length=120)
    subject_name = models.CharField("对象", max_length=200)
    year = models.PositiveSmallIntegerField("年份", null=True)
    action = models.CharField("操作", max_length=30)
    action_name = models.CharField("操作名称", max_length=40)
    reason = models.TextField("理由", blank=True)
    details = models.JSONField("前后内容", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "操作记录"
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["subject_kind", "subject_key"], name="record_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.action_name} {self.subject_name}"
