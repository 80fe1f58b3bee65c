"""How an indicator developed: a line a report, the newest first, and a small curve above them."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.actions import Action, Verb
from bot.domain.indicators import DevelopmentView, Point
from bot.domain.people import Language
from bot.domain.task import Task
from bot.messages import Button, Message
from bot.texts.catalogue import label, lines, say
from bot.texts.formats import render_date, render_number, shorten
from bot.texts.indicators import say_value
from bot.texts.phrases import agency_of, code_of, title_of
from bot.texts.tasks import open_card, pager

_BARS = "▁▂▃▄▅▆▇█"
_UNIT = 30


def render_development(view: DevelopmentView, language: Language, *, back: Action | None = None) -> Message:
    """Each value with the target that was valid on its day, and the change since the report before."""
    a = view.assignment
    facts = {"code": code_of(a, language), "agency": agency_of(a, language)}
    if not view.points:
        head = say(language, "indicator.head_empty", **facts)
    else:
        newest = view.points[0]
        value = say_value(a.task, newest.value, newest.target, language)
        head = say(language, "indicator.head", value=value, page=view.number + 1, pages=view.count, **facts)
    baseline = a.task.kpi_baseline
    text = lines(
        head,
        shorten(a.task.kpi_name, 120) or title_of(a, language),
        draw_curve([point.value for point in reversed(view.points)]) or None,
        *(_say_point(a.task, point, language) for point in view.points),
        say(language, "indicator.baseline", value=_with_unit(a.task, baseline, language))
        if baseline is not None and view.number + 1 == view.count
        else None,
    )
    card = Button(label(language, "button.card"), open_card(a.id, back))
    turning = pager(Verb.CURVE, view.number, view.count, language, id_=a.id, back=back)
    return Message(text, buttons=(*turning, (card,)), about=a.id)


def draw_curve(values: Sequence[float]) -> str:
    """``▁▃▅█`` from the lowest to the highest; nothing for fewer than three values."""
    if len(values) < 3:
        return ""
    low, span = min(values), max(values) - min(values)
    top = len(_BARS) - 1
    return "".join(_BARS[round(top * (value - low) / span) if span else 0] for value in values)


def _say_point(task: Task, point: Point, language: Language) -> Markup:
    facts = {"date": render_date(point.on), "value": say_value(task, point.value, point.target, language)}
    if point.before is None:
        return say(language, "indicator.first", **facts)
    change = point.value - point.before
    if change == 0:
        return say(language, "indicator.same", **facts)
    sign = "+" if change > 0 else "−"
    return say(
        language, "indicator.change", change=f"{sign}{_with_unit(task, abs(change), language)}", **facts
    )


def _with_unit(task: Task, value: float, language: Language) -> str:
    return f"{render_number(value, language)} {shorten(task.kpi_unit, _UNIT)}".rstrip()
