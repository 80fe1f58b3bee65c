"""``python -m bot COMMAND``: parse, call, and turn whatever happens into one exit code."""

import gc
import importlib
import logging
import sys
from argparse import Namespace
from collections.abc import Sequence
from typing import Protocol, cast

from bot.commands.arguments import parse_arguments
from bot.commands.console import give_up_output, use_utf8, warn
from bot.findings import Finding, FindingId, render_finding
from bot.logs import set_up_logging
from bot.opening.refusals import Refused, unwrap

_MODULES = {
    "run": "run",
    "demo": "demo",
    "check": "check",
    "migrate": "migrate",
    "import": "import_files",
    "export": "export",
    "invite": "invite",
    "digest": "digest",
    "understand": "understand",
}


class Command(Protocol):
    def run(self, arguments: Namespace) -> int: ...


def main(argv: Sequence[str] | None = None) -> int:
    """0 fine, 1 problems were found, 2 not started. Never a traceback: it could quote the token."""
    use_utf8()
    arguments = parse_arguments(argv)
    set_up_logging("text")
    logging.getLogger().setLevel(logging.WARNING)
    try:
        code = _load(arguments.command).run(arguments)
        sys.stdout.flush()
    except Refused as refusal:
        for finding in refusal.findings:
            warn(render_finding(finding))
        return 2
    except BrokenPipeError:
        give_up_output()
        return 0
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        warn(render_finding(Finding(FindingId.UNEXPECTED, _describe(error))))
        return 1
    return code


def _load(name: str) -> Command:
    # By name, not by import: `understand` and `invite` must not wait for Telegram's library and the scheduler.
    # What is loaded stays for good: looking for garbage in it takes a tenth of the start, and a part of later pauses.
    gc.disable()
    try:
        return cast("Command", importlib.import_module(f"bot.commands.{_MODULES[name]}"))
    finally:
        gc.freeze()
        gc.enable()


def _describe(error: Exception) -> str:
    """Types and places, innermost last; never the text, which may quote what somebody wrote."""
    return "; ".join(_describe_one(inner) for inner in unwrap(error))


def _describe_one(error: BaseException) -> str:
    trace = error.__traceback__
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code
        if "site-packages" not in code.co_filename:
            places.append(f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}")
        trace = trace.tb_next
    return f"{type(error).__name__} at {' < '.join(reversed(places[-6:]))}"


if __name__ == "__main__":
    sys.exit(main())
