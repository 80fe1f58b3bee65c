"""The command line: names, options and their checks. Imports nothing of the bot, so that help comes at once."""

import argparse
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

PROGRAM = "python -m bot"
ROLES = ("focal_point", "head", "officer", "leader", "admin")
LANGUAGES = ("vi", "en")


def parse_arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """Ends the process with 2 when they cannot be understood."""
    return _make_parser().parse_args(argv)


def _make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=PROGRAM,
        description="Follows up tasks in Telegram.",
        epilog="Exit codes: 0 fine, 1 problems were found, 2 not started (usage, settings, database, token).",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    commands.add_parser("run", help="the real bot; migrates first")
    _add_demo(commands.add_parser("demo", help="the whole bot on loopback with sample data"))
    _add_check(commands.add_parser("check", help="what is wrong with this installation"))
    commands.add_parser("migrate", help="bring the database to the newest schema")
    _add_import(commands.add_parser("import", help="agencies, groups, people, tasks, days off"))
    _add_export(commands.add_parser("export", help="all assignments as an XLSX workbook"))
    _add_invite(commands.add_parser("invite", help="a single-use link for one person"))
    _add_digest(commands.add_parser("digest", help="the digests of a date"))
    _add_understand(commands.add_parser("understand", help="how texts are read, one a line"))
    return parser


def _add_demo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=parse_port, default=8080, metavar="N", help="the page's port (8080)")
    parser.add_argument("--no-browser", action="store_true", help="do not open the page")


def _add_check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--offline", action="store_true", help="do not ask Telegram")


def _add_import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="CSV or XLSX, told by its header")
    parser.add_argument("--dry-run", action="store_true", help="check and show, write nothing")


def _add_export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=parse_workbook, metavar="FILE", help="where to; ends in .xlsx")
    parser.add_argument("--language", choices=LANGUAGES, default="vi", help="of headings and words (vi)")


def _add_invite(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--agency", required=True, type=parse_words, metavar="CODE")
    parser.add_argument("--role", required=True, choices=ROLES)
    parser.add_argument("--name", required=True, type=parse_words, help="as it is to be shown")
    parser.add_argument("--language", choices=LANGUAGES, help="otherwise guessed from the person's Telegram")


def _add_digest(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--at", type=parse_day, metavar="DATE", help="2024-07-15; today if left out")
    parser.add_argument("--send", action="store_true", help="freeze and queue them for their readers")
    parser.add_argument("--language", choices=LANGUAGES, default="vi", help="of what is printed (vi)")


def _add_understand(parser: argparse.ArgumentParser) -> None:
    help_at = "the moment of speaking, 2024-07-16T09:00+07:00; now if left out"
    parser.add_argument("--at", type=parse_moment, metavar="ISO", help=help_at)


def parse_words(text: str) -> str:
    words = " ".join(text.split())
    if not words:
        raise argparse.ArgumentTypeError("must not be empty")
    return words


def parse_port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError("a number from 0 to 65535 is needed")
    return int(text)


def parse_workbook(text: str) -> Path:
    path = Path(text)
    if path.suffix.lower() != ".xlsx":
        raise argparse.ArgumentTypeError("only XLSX is written; the name ends in .xlsx")
    return path


def parse_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("write a date as 2024-07-15") from None


def parse_moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("write a moment as 2024-07-16T09:00+07:00") from None
