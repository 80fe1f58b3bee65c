"""Logging: event names and our own row ids, never names, Telegram ids, texts or the token."""

import json
import logging
import re
import sys
from datetime import UTC, datetime
from typing import Literal

_TOKEN = re.compile(r"\d{3,20}:[A-Za-z0-9_-]{20,64}")
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_NOISY = ("httpx", "httpcore", "telegram", "apscheduler", "aiosqlite", "alembic", "sqlalchemy", "asyncio")


def redact(text: str) -> str:
    """Takes everything that looks like a bot token out, wherever a library put it."""
    return _TOKEN.sub("<token>", text)


class _Formatter(logging.Formatter):
    """Redacts after formatting, so that tracebacks are covered too."""

    def __init__(self, form: Literal["text", "json"]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")
        self._form = form

    def format(self, record: logging.LogRecord) -> str:
        extra = {key: value for key, value in vars(record).items() if key not in _STANDARD}
        if self._form == "text":
            tail = "".join(f" {key}={value}" for key, value in extra.items())
            return redact(_single_line(super().format(record), record) + tail)
        at = datetime.fromtimestamp(record.created, UTC).isoformat()
        entry = {
            "at": at,
            "level": record.levelname,
            "logger": record.name,
            "event": record.getMessage(),
            **extra,
        }
        if record.exc_info:
            entry["trace"] = self.formatException(record.exc_info)
        return redact(json.dumps(entry, ensure_ascii=False, default=str))

    def formatException(self, ei: object) -> str:  # noqa: N802 the name is logging's
        """Where it happened and the exception's type; its text may quote what somebody wrote."""
        kind, _, trace = ei if isinstance(ei, tuple) else (None, None, None)
        places = []
        while trace is not None:
            code = trace.tb_frame.f_code
            places.append(f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno} {code.co_name}")
            trace = trace.tb_next
        name = kind.__name__ if isinstance(kind, type) else "Exception"
        return f"{name} at " + " < ".join(reversed(places))


def _single_line(text: str, record: logging.LogRecord) -> str:
    return text.replace("\n", " | ") if record.exc_info else text


def set_up_logging(form: Literal["text", "json"]) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Formatter(form))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name in _NOISY:
        # Their INFO lines carry addresses with the token in them, their DEBUG lines whole messages.
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("telegram").setLevel(logging.CRITICAL + 1)
