"""What the site itself has to remember."""

from django.db import models


class Heartbeat(models.Model):
    """When a worker last did something; one row for each name."""

    name = models.CharField("名称", max_length=40, primary_key=True)
    seen_at = models.DateTimeField("最近运行时间")

    class Meta:
        verbose_name = "心跳"
        verbose_name_plural = "心跳"

    def __str__(self) -> str:
        return f"{self.name} {self.seen_at:%Y-%m-%d %H:%M:%S}"
