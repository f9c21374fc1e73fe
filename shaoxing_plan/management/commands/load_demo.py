"""Fill a demo database with invented figures and reports of projects."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from indicators.demo import NotInDemoModeError, fill_with_demo_figures
from projects.demo import fill_with_demo_reports


class Command(BaseCommand):
    help = "载入演示数据（虚构）；只在演示模式（DEMO=1，独立的数据库）下可用，可重复执行。"

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            count = fill_with_demo_figures(now=timezone.now())
            count += fill_with_demo_reports(now=timezone.now())
        except NotInDemoModeError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"已载入演示数据 {count} 条（均为虚构）。")
