"""What people were reminded of by mail; each row is made before its mail is sent."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from indicators.models.reporting import ReportingRound, Submission


class ReminderKind(models.TextChoices):
    DUE_SOON = "due_soon", "截止前14天"
    DUE_VERY_SOON = "due_very_soon", "截止前3天"
    OVERDUE = "overdue", "截止后1天"
    RETURNED = "returned", "退回"


MOST_ATTEMPTS = 5


class ReminderState(models.TextChoices):
    """A row that stays at `claimed` tells of a crash: its mail may or may not have left.

    `deferred` was refused by the mail server for the time being and is tried again.
    """

    CLAIMED = "claimed", "正在发送"
    SENT = "sent", "已发送"
    DEFERRED = "deferred", "稍后再试"
    FAILED = "failed", "未能发送"


class Reminder(models.Model):
    """That a person is reminded once of a round's due day, or of one return of a report.

    `report_key` names a report that is no figure, as `kind/number`; its kind is not known here.

    `day` is the due day, or the day of the return. The database lets each be made once, so
    that no mail is sent twice.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="用户", related_name="reminders"
    )
    kind = models.CharField("类型", max_length=20, choices=ReminderKind.choices)
    round = models.ForeignKey(
        ReportingRound, models.CASCADE, verbose_name="填报轮次", null=True, related_name="+"
    )
    submission = models.ForeignKey(
        Submission, models.CASCADE, verbose_name="填报", null=True, related_name="+"
    )
    report_key = models.CharField(
        "其他填报", max_length=60, blank=True, help_text="项目进展等，对象类型/编号。"
    )
    returned_at = models.DateTimeField("退回时间", null=True)
    day = models.DateField("日期")
    state = models.CharField(
        "状态", max_length=10, choices=ReminderState.choices, default=ReminderState.CLAIMED
    )
    attempts = models.PositiveSmallIntegerField("次数", default=1)
    claimed_at = models.DateTimeField("登记时间")
    sent_at = models.DateTimeField("发送时间", null=True)
    error = models.TextField("未能发送的原因", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "邮件提醒"
        ordering: ClassVar = ["-claimed_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "kind", "round", "day"],
                condition=models.Q(round__isnull=False),
                name="reminder_of_round_once",
            ),
            models.UniqueConstraint(
                fields=["user", "kind", "submission", "returned_at"],
                condition=models.Q(submission__isnull=False),
                name="reminder_of_return_once",
            ),
            models.UniqueConstraint(
                fields=["user", "kind", "report_key", "returned_at"],
                condition=~models.Q(report_key=""),
                name="reminder_of_other_return_once",
            ),
            models.CheckConstraint(
                condition=models.Q(round__isnull=False, submission=None, report_key="")
                | models.Q(submission__isnull=False, round=None, report_key="")
                | (models.Q(round=None, submission=None) & ~models.Q(report_key="")),
                name="reminder_of_round_or_return",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.get_kind_display()} {self.day}"

    @property
    def may_be_tried_again(self) -> bool:
        """Return whether the mail server put it off, and not too often."""
        return self.state == ReminderState.DEFERRED and self.attempts < MOST_ATTEMPTS
