"""Log lines a machine can read."""

import json
import logging
from datetime import UTC, datetime


class NoHeartbeats(logging.Filter):
    """Keeps out that the worker is still alive, which it would say twice a minute."""

    def filter(self, record: logging.LogRecord) -> bool:
        return record.levelno > logging.INFO or "heartbeat" not in record.getMessage()


class JsonFormatter(logging.Formatter):
    """Formats a record as one JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False)
