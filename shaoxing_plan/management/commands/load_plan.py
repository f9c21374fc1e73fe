"""Load plan files into the database, or say everything that is wrong with them."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from shaoxing_plan.plan_files.format.errors import PlanFilesError
from shaoxing_plan.plan_files.format.trees import read_folder
from shaoxing_plan.plan_files.loading.load import load
from shaoxing_plan.plan_files.loading.telling import told


class Command(BaseCommand):
    help = "载入规划文件夹：先全部检查，再一次写入；可重复执行，不重复写入。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "folder", type=Path, help="规划总文件夹（如fixtures/），或其中一个规划的文件夹"
        )
        parser.add_argument("--dry-run", action="store_true", help="只显示会改什么，不写入")

    def handle(self, *_args: Any, folder: Path, dry_run: bool, **_options: Any) -> None:
        try:
            report = load(read_folder(folder), now=timezone.now(), dry_run=dry_run)
        except PlanFilesError as error:
            for each in error.errors:
                self.stderr.write(str(each))
            raise CommandError(f"共{len(error.errors)}处错误，未写入任何内容。") from error
        for line in told(report, dry_run=dry_run):
            self.stdout.write(line)
