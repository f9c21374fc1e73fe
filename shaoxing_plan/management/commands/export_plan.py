"""Write plans back to the files they were loaded from."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from plans.models import Plan
from shaoxing_plan.plan_files.exporting.export import exported
from shaoxing_plan.plan_files.format.writing import write_folder


class Command(BaseCommand):
    help = "把规划和共用文件导出到文件夹，形式与载入时相同。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", nargs="?", default="", help="规划的网址名，如shaoxing-14")
        parser.add_argument("folder", type=Path, help="写到哪个文件夹")
        parser.add_argument("--all", action="store_true", help="导出所有规划")

    def handle(self, *_args: Any, slug: str, folder: Path, **options: Any) -> None:
        if bool(slug) == options["all"]:
            raise CommandError("请写明一个规划的网址名，或用--all导出所有规划，二者之一。")
        known = list(Plan.objects.order_by("slug").values_list("slug", flat=True))
        if slug and slug not in known:
            raise CommandError(f"没有规划“{slug}”；已有：{'、'.join(known) or '无'}。")
        tree = exported(known if options["all"] else [slug])
        try:
            write_folder(tree, folder)
        except OSError as error:
            raise CommandError(f"写不进{folder}：{error.strerror}。") from error
        self.stdout.write(f"已导出{len(tree)}个文件到{folder}。")
