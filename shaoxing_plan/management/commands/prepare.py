"""Bring a database up to date: tables, and on the first start the plans and first accounts."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction

from indicators.services.rounds import ensure_rounds
from plans.models import Plan
from shaoxing_plan.first_accounts import FirstAccount, create_first_accounts


class Command(BaseCommand):
    help = "迁移数据库；首次启动时载入规划、创建首批账号。可重复执行。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-accounts", action="store_true", help="不创建首批账号")

    def handle(self, *_args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        self.stdout.write("数据库结构已是最新。")
        if not Plan.objects.exists():
            self._load()
        for plan in Plan.objects.all():
            ensure_rounds(plan)
        if not options["no_accounts"]:
            self._show(create_first_accounts())

    @transaction.atomic
    def _load(self) -> None:
        """Load the shipped plans, and in demo mode the invented figures, all or nothing."""
        call_command("load_plan", str(settings.BASE_DIR / "fixtures"), stdout=self.stdout)
        if settings.DEMO:
            call_command("load_demo", stdout=self.stdout)

    def _show(self, accounts: list[FirstAccount]) -> None:
        if not accounts:
            return
        self.stdout.write("首批账号（口令只显示这一次，请记下并尽快修改）：")
        for account in accounts:
            self.stdout.write(f"  {account.username:<8} {account.password}  {account.title}")
