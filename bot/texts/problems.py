"""What is wrong with a list, and what it would change, in words: kinds, columns, values, faults."""

from datetime import date

from markupsafe import Markup

from bot.domain.import_views import ProblemLine, Value
from bot.domain.people import Language
from bot.texts.catalogue import label, load_catalogue, say
from bot.texts.formats import render_date


def say_kind(kind: str, language: Language) -> str:
    return label(language, f"upload.kind.{kind}")


def say_problem(problem: ProblemLine, language: Language) -> Markup:
    facts = dict(problem.facts)
    if "kind" in facts:
        facts["kind"] = say_kind(str(facts["kind"]), language)
    return say(language, f"upload.problem.{problem.key}", **facts)


def say_place(problem: ProblemLine, language: Language) -> Markup | None:
    """``Dòng 12, cột due_date``; None for the file as a whole."""
    if problem.row is None:
        return None
    if not problem.column:
        return say(language, "upload.row", row=problem.row)
    return say(language, "upload.cell", row=problem.row, column=problem.column)


def say_field(name: str, language: Language) -> str:
    """In words where there are any; columns of rare lists keep the name that the file gives them."""
    key = f"upload.field.{name}"
    return label(language, key) if key in load_catalogue(language) else name


def say_value(value: Value) -> str:
    """Dates day first; nothing as a dash."""
    text = "" if value is None else str(value)
    try:
        return render_date(date.fromisoformat(text)) if len(text) == len("2024-07-20") else text or "–"
    except ValueError:
        return text
