"""Indicators in words: never a bare number, but with unit and target, or with the word that no target was given."""

from markupsafe import Markup

from bot.domain.indicators import IndicatorView, RollUp, Target, goes_back, is_decrease_wanted
from bot.domain.people import Language
from bot.domain.task import Assignment, Task
from bot.texts.catalogue import label, say
from bot.texts.formats import render_date, render_number, shorten

_SOURCE = 90


def say_value(task: Task, value: float, target: Target | None, language: Language) -> str:
    """A value with the target of its day."""
    unit = target.unit if target and target.unit else task.kpi_unit
    return say_against(value, target.value if target else None, unit, language)


def say_against(
    value: float, aim: float | None, unit: str, language: Language, *, is_exact: bool = False
) -> str:
    """``41/63 tỉnh``, ``45 % (chưa giao chỉ tiêu)``."""
    figure = render_number(value, language, is_exact=is_exact)
    if aim is None:
        return f"{figure} {unit}".rstrip() + f" ({label(language, 'indicator.none')})"
    return f"{figure}/{render_number(aim, language)} {unit}".rstrip()


def say_target(task: Task, target: Target | None, language: Language) -> Markup:
    """The target with the day from which it is valid and what gave it."""
    if target is None:
        return say(language, "indicator.no_target")
    facts = {"target": _say_aim(task, target, language), "date": render_date(target.valid_from)}
    if not target.source:
        return say(language, "indicator.target", **facts)
    return say(language, "indicator.target_of", source=shorten(target.source, _SOURCE), **facts)


def _say_aim(task: Task, target: Target, language: Language) -> str:
    return f"{render_number(target.value, language)} {target.unit or task.kpi_unit}".rstrip()


def say_indicator(view: IndicatorView, task: Task, language: Language) -> list[Markup]:
    """For a card: the target, and the agencies in sight."""
    found = [say_target(task, view.target, language)]
    return found if view.roll_up is None else [*found, *_say_roll_up(view.roll_up, task, language)]


def _say_roll_up(rolled: RollUp, task: Task, language: Language) -> list[Markup]:
    counts = {"reported": rolled.reported, "all": rolled.count}
    if rolled.total is not None:
        return [
            say(
                language,
                "indicator.total",
                value=say_value(task, rolled.total, rolled.target, language),
                **counts,
            )
        ]
    if rolled.target is None:
        return [say(language, "indicator.reached_none", **counts)]
    aim = _say_aim(task, rolled.target, language)
    return [say(language, "indicator.reached_each", reached=rolled.reached, target=aim, **counts)]


def say_warning(assignment: Assignment, value: float, language: Language) -> list[Markup]:
    """A value that lies further from the target than the last one is asked back."""
    task, before = assignment.task, assignment.value
    if before is None or not goes_back(value, before, task):
        return []
    is_decrease = is_decrease_wanted(task.kpi_baseline, task.kpi_target)
    shown = say_against(before, task.kpi_target, task.kpi_unit, language)
    return [say(language, "indicator.higher" if is_decrease else "indicator.lower", value=shown)]
