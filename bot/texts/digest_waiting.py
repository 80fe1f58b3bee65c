"""The list behind what a digest counts as waiting: which task, where, since when, with whom; as it is now."""

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from bot.domain.people import Language
from bot.domain.requests import Extension, ExtensionStatus, Obstacle
from bot.domain.rules import Rules
from bot.domain.views import Waiting, WaitingPage
from bot.messages import Button, Message
from bot.texts.catalogue import label, lines, say
from bot.texts.digest_lines import BUTTON_CHARACTERS
from bot.texts.digest_places import Place, Slice, View, list_navigation, page_line, pair_up, render_heading
from bot.texts.formats import render_date, shorten
from bot.texts.phrases import agency_of, code_of


def render_waiting(page: WaitingPage, place: Place, language: Language, rules: Rules, today: date) -> Message:
    """Live figures always, and said so: what a frozen digest counted may be answered by now."""
    shown = Slice(page.items, page.number, page.count)
    text = lines(
        render_heading("digest.title.waiting", page.obstacles + page.extensions, language),
        say(
            language,
            "digest.waiting.frozen" if place.snapshot_id else "digest.waiting.now",
            date=render_date(today),
        ),
        *_render_matter("obstacles", page.obstacles, page, language, rules, today),
        *_render_matter("extensions", page.extensions, page, language, rules, today),
        None if page.items else say(language, "recap.nothing"),
        page_line(shown, language),
    )
    around = {item.assignment.id: item.assignment for item in page.items}
    buttons = [
        Button(
            shorten(f"{code_of(a, language)} · {agency_of(a, language)}", BUTTON_CHARACTERS),
            place.card_action(a.id),
        )
        for a in around.values()
    ]
    return Message(text, pair_up(buttons) + list_navigation(place, shown, place.action(View()), language))


def _render_matter(
    name: str, count: int, page: WaitingPage, language: Language, rules: Rules, today: date
) -> Sequence[Markup | str]:
    found = [item for item in page.items if (item.obstacle is not None) is (name == "obstacles")]
    if not found:
        return ()
    title = render_heading(f"digest.waiting.{name}", count, language)
    return (" ", title, *(_render_item(item, language, rules, today) for item in found))


def _render_item(item: Waiting, language: Language, rules: Rules, today: date) -> Markup:
    days = rules.calendar.working_days_between(rules.today(item.since), today)
    a = item.assignment
    facts = {
        "code": code_of(a, language),
        "agency": agency_of(a, language),
        "since": say(language, "digest.waiting.days" if days else "digest.waiting.today", n=days),
    }
    if item.extension is not None:
        on, who = render_date(item.extension.wanted_on), _decider(item.extension, language)
        return say(language, "digest.waiting.extension", date=on, who=who, **facts)
    if item.obstacle is not None:
        kind, who = label(language, f"category.{item.obstacle.category}"), _holder(item.obstacle, language)
        return say(language, "digest.waiting.obstacle", kind=kind, who=who, **facts)
    raise ValueError("a result waits for its confirmation elsewhere")


def _holder(obstacle: Obstacle, language: Language) -> str:
    if not obstacle.holder_path:
        return label(language, "digest.waiting.office")
    return obstacle.holder_en if language is Language.EN and obstacle.holder_en else obstacle.holder_vi


def _decider(extension: Extension, language: Language) -> str:
    """An offered date waits for the asker."""
    if extension.status is ExtensionStatus.PROPOSED:
        return label(language, "digest.waiting.asker")
    name = "leader" if extension.climbs else extension.decider
    return label(language, f"digest.waiting.{name}")
