"""A list that was sent to the bot: what it would do, everything that is wrong with it, what became of it."""

from dataclasses import replace

from markupsafe import Markup

from bot.actions import Action, Verb
from bot.domain.import_views import ChangeLine, ImportView, ProblemLine
from bot.domain.people import Language
from bot.messages import Attachment, Button, Document, Message, Renderer
from bot.texts.catalogue import label, lines, say
from bot.texts.formats import shorten
from bot.texts.problems import say_field, say_kind, say_place, say_problem, say_value
from bot.texts.tasks import rows_of

PROBLEMS_SHOWN = 10
CHANGES_SHOWN = 5
_NAME = 60
_LONGEST_VALUE = 40


def render_preview(view: ImportView, language: Language, *, is_stale: bool = False) -> tuple[Message, ...]:
    """What would change, with *Áp dụng · Hủy*; the file with all changes goes before it when they are many."""
    shown = [_say_change(change, language) for change in view.changes[:CHANGES_SHOWN]]
    more = view.change_count - len(shown)
    text = lines(
        say(language, "upload.stale") if is_stale else None,
        say(
            language,
            "upload.sound",
            name=shorten(view.file_name, _NAME),
            n=view.rows,
            kind=say_kind(view.kind, language),
        ),
        _say_counts("would", view, language),
        " " if shown else None,
        *shown,
        say(language, "upload.more_changes", n=more) if more > 0 else None,
        " ",
        say(language, "upload.how_to_apply"),
    )
    buttons = (
        Button(label(language, "upload.button.apply"), Action(Verb.APPLY, view.upload_id, view.rev)),
        Button(label(language, "upload.button.cancel"), Action(Verb.DISCARD, view.upload_id, view.rev)),
    )
    preview = Message(text, buttons=(buttons,))
    if more <= 0:
        return (preview,)
    caption = say(language, "upload.all_changes", n=view.change_count)
    return Message(caption, document=_document(Renderer.CHANGES, view, "thay-doi")), preview


def _say_counts(verb: str, view: ImportView, language: Language) -> Markup:
    return lines(
        say(language, f"upload.{verb}_rows", added=view.added, amended=view.amended),
        say(language, f"upload.{verb}_dates", new=view.new_assignments, moved=view.moved_assignments)
        if view.new_assignments or view.moved_assignments
        else None,
    )


def _say_change(change: ChangeLine, language: Language) -> Markup:
    return say(
        language,
        "upload.change",
        key=shorten(change.key, _LONGEST_VALUE),
        field=say_field(change.field, language),
        old=shorten(say_value(change.old), _LONGEST_VALUE),
        new=shorten(say_value(change.new), _LONGEST_VALUE),
    )


def render_problems(view: ImportView, language: Language) -> tuple[Message, ...]:
    """The first ten lines here, all of them in a file when there are more."""
    shown = [_say_line(problem, language) for problem in view.problems[:PROBLEMS_SHOWN]]
    more = view.problem_count - len(shown)
    head = say(language, "upload.faulty", name=shorten(view.file_name, _NAME), n=view.problem_count)
    rest = say(language, "upload.more_problems", n=more) if more > 0 else None
    answer = Message(lines(head, *shown, rest, say(language, "upload.mend")))
    if more <= 0:
        return (answer,)
    caption = say(language, "upload.all_problems", n=view.problem_count)
    return answer, Message(caption, document=_document(Renderer.FAULTS, view, "loi"))


def _say_line(problem: ProblemLine, language: Language) -> Markup:
    facts = {name: _brief(name, fact) for name, fact in problem.facts.items()}
    brief = replace(problem, column=shorten(problem.column, _LONGEST_VALUE), facts=facts)
    place, fault = say_place(brief, language), say_problem(brief, language)
    if place is None:
        return say(language, "upload.problem_line", fault=fault)
    return say(language, "upload.problem_at", place=place, fault=fault)


def _brief(name: str, fact: str | float) -> str | float:
    """What may be written instead is ours, and no help when it is cut."""
    return shorten(fact, _LONGEST_VALUE) if isinstance(fact, str) and name != "choices" else fact


def _document(renderer: Renderer, view: ImportView, name: str) -> Document:
    attachment = Attachment(renderer, (view.upload_id, view.rev))
    return Document(f"{name}-{view.upload_id}.xlsx", attachment=attachment)


def render_unchanged(view: ImportView, language: Language) -> Message:
    name, kind = shorten(view.file_name, _NAME), say_kind(view.kind, language)
    return Message(say(language, "upload.unchanged", name=name, n=view.rows, kind=kind))


def render_applied(view: ImportView, language: Language) -> Message:
    head = say(language, "upload.applied", name=shorten(view.file_name, _NAME))
    return Message(lines(head, _say_counts("did", view, language)))


def render_lost(file_name: str, language: Language) -> Message:
    return Message(say(language, "upload.lost", name=shorten(file_name, _NAME)))


def ask_use(file_name: str, upload_id: int, language: Language) -> Message:
    """Somebody who reports and imports: is it proof of a result, or a list?"""
    buttons = [
        Button(label(language, "upload.button.proof"), Action(Verb.USE_FILE, upload_id, argument="proof")),
        Button(label(language, "upload.button.list"), Action(Verb.USE_FILE, upload_id, argument="list")),
    ]
    return Message(
        say(language, "upload.which_use", name=shorten(file_name, _NAME)), buttons=rows_of(buttons)
    )


def render_how_to_import(kinds: tuple[str, ...], language: Language) -> Message:
    """Explains, with the empty list of the first kind; the others on a press."""
    names = ", ".join(say_kind(kind, language) for kind in kinds)
    others = [
        Button(
            label(language, "upload.button.template", kind=say_kind(kind, language)),
            Action(Verb.TEMPLATE, argument=kind),
        )
        for kind in kinds[1:]
    ]
    text = say(language, "upload.how", kinds=names)
    return Message(text, buttons=rows_of(others), document=template_document(kinds[0]))


def render_template_file(kind: str, language: Language) -> Message:
    caption = say(language, "upload.template.caption", kind=say_kind(kind, language))
    return Message(caption, document=template_document(kind))


def template_document(kind: str) -> Document:
    return Document(f"mau-{kind}.xlsx", attachment=Attachment(Renderer.TEMPLATE, (kind,)))
