"""Files that a reader asks for: *Tải Excel* and the calendar. Only their captions and buttons; the bytes come later."""

from datetime import date

from bot.actions import Action, Verb
from bot.domain.people import Language
from bot.messages import Attachment, Button, Document, Message, Renderer
from bot.texts.catalogue import label, say
from bot.texts.formats import render_date

LATE = "late"
ALL = "all"


def excel_row(
    language: Language, which: str = ALL, *, beside_frozen: bool = False
) -> tuple[tuple[Button, ...], ...]:
    """*Tải Excel*, a row of its own. The file is of the day of the press: beside frozen figures the button says so."""
    name = label(language, "file.button.excel_now" if beside_frozen else "file.button.excel")
    return ((Button(name, Action(Verb.EXCEL, argument=which)),),)


def render_task_file(which: str, today: date, language: Language) -> Message:
    is_late = which == LATE
    caption = say(language, "file.late" if is_late else "file.tasks", date=render_date(today))
    name = f"nhiem-vu-{'qua-han-' if is_late else ''}{today.isoformat()}.xlsx"
    attachment = Attachment(Renderer.TASKS, (which,), today)
    return Message(caption, document=Document(name, attachment=attachment))


def render_calendar_file(count: int, today: date, language: Language) -> Message:
    name = f"lich-han-{today.isoformat()}.ics"
    attachment = Attachment(Renderer.DEADLINES, as_of=today)
    return Message(say(language, "file.calendar", n=count), document=Document(name, attachment=attachment))


def render_no_deadlines(language: Language) -> Message:
    return Message(say(language, "file.no_deadlines"))


def render_gone(language: Language) -> Message:
    """The right to it, or its reason, ended between the asking and the sending."""
    return Message(say(language, "file.gone"))
