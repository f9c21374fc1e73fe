#!/usr/bin/env python
"""Run a management command of the dashboard."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shaoxing_plan.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db.utils import OperationalError

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    except OperationalError as error:
        if os.environ.get("DATABASE_URL"):
            raise
        sys.exit(f"连接不上数据库。请先在另一个终端执行 make run，并让它一直运行。\n{error}")


if __name__ == "__main__":
    main()
