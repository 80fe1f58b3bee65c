"""Under present figures: that they are no figures of the day or period that was asked for."""

from dataclasses import replace

from bot.domain.asking import Period
from bot.domain.periods import PeriodKind
from bot.language import Slots, days_of_period, fold_text, understand
from bot.messages import Reply
from bot.texts.answers import with_period_note
from handlers.turn import Turn


def with_note(turn: Turn, shown: Reply, slots: Slots) -> Reply:
    """The answer as it is where no day or period was named, or today."""
    days = days_of_period(slots.period) if slots.period else None
    if slots.period is None and slots.date is not None and slots.date != turn.today:
        days = (slots.date, slots.date)
    if not shown.messages or (days is None and slots.period not in set(PeriodKind)):
        return shown
    period = Period(*days) if days else None
    head, *rest = shown.messages
    noted = with_period_note(head, turn.language, period=period, name=slots.period or "", today=turn.today)
    return replace(shown, messages=(noted, *rest))


def with_note_of_words(turn: Turn, shown: Reply) -> Reply:
    """The same for words that were not read as a question of a period."""
    at = turn.now.astimezone(turn.rules.zone)
    return with_note(turn, shown, understand(f"tong hop {fold_text(turn.incoming.text)}", at=at).slots)
