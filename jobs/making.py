"""From contents to the bytes of a file: which renderer makes what. Loaded with the first file (see ``attachments``)."""

from datetime import datetime
from importlib import import_module
from typing import assert_never

from bot.domain.import_views import Template
from bot.domain.people import Language
from bot.domain.picture import Picture
from bot.domain.review import Review
from bot.domain.rules import Rules
from bot.services.attachments import Changes, Contents, Deadlines, Faults, TaskList
from bot.texts.ics import render_calendar
from bot.texts.list_sheets import render_changes, render_faults, render_template
from bot.texts.review_sheets import render_review_workbook
from bot.texts.sheets import render_workbook


def make_file(contents: Contents, language: Language, rules: Rules, made_at: datetime) -> bytes:
    match contents:
        case TaskList(rows):
            return render_workbook(rows, language)
        case Deadlines(items):
            return render_calendar(items, language, rules, made_at=made_at)
        case Template():
            return render_template(contents, language)
        case Faults(view, _, sheet):
            return render_faults(sheet, view, language)
        case Changes(view):
            return render_changes(view, language)
        case Review() | Picture():
            return _make_figures(contents, language)
        case _:
            assert_never(contents)


def _make_figures(contents: Review | Picture, language: Language) -> bytes:
    if isinstance(contents, Review):
        return render_review_workbook(contents, language)
    # A picture library that does not load takes no workbook with it.
    content: bytes = import_module("bot.texts.picture").render_picture(contents, language)
    return content
