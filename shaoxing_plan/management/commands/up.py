"""Run everything on this machine: database, broker, web server, worker and beat."""

import os
import sys
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from shaoxing_plan.local_services.errors import LocalServiceError
from shaoxing_plan.local_services.folders import VarFolder
from shaoxing_plan.local_services.installation import Installation, Listen
from shaoxing_plan.local_services.merged_log import MergedLog

HIGHEST_PORT = 65_535


def port_number(text: str) -> int:
    """Return a port as it is given on the command line."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= HIGHEST_PORT):
        raise ArgumentTypeError(f"端口须为 1 到 {HIGHEST_PORT} 的整数，不是“{text}”")
    return int(text)


class Command(BaseCommand):
    help = "启动本机的全部服务（数据库、消息队列、网站、后台任务），Ctrl-C 停止。"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="监听地址")
        parser.add_argument("--port", type=port_number, default=8000, help="监听端口")
        parser.add_argument("--demo", action="store_true", help="使用演示数据（独立的数据库）")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["demo"] and not settings.DEMO:
            # The settings have been read without it: begin anew.
            os.environ["DEMO"] = "1"
            os.execv(sys.executable, [sys.executable, *sys.argv])  # noqa: S606 - itself
        installation = Installation(
            var=VarFolder(settings.VAR_DIR),
            project=settings.BASE_DIR,
            database_name=settings.DATABASE_NAME,
            listen=Listen(options["host"], options["port"]),
            minimum_free_megabytes=settings.VAR_MINIMUM_FREE_MB,
            log=MergedLog(),
        )
        try:
            installation.run()
        except LocalServiceError as error:
            raise CommandError(str(error)) from error
