"""Questions, requests for help, thanks and everything that is no report."""

from __future__ import annotations

from bot.language import question_words as words
from bot.language.abbreviations import fold_spelled_out
from bot.language.intents import Intent
from bot.language.withdrawals import withdrawal_in

_LONGEST = 4096


def is_other(text: str) -> bool:
    """Withdrawals, instructions to the bot that are none of its business, insults, small talk."""
    patterns = (words.NOT_ANSWERED, words.JOKE, words.INSULT, words.CHITCHAT)
    return any(pattern.search(text) for pattern in patterns) or withdrawal_in(text) is not None


def is_order(text: str) -> bool:
    """An order beyond the speaker's power, an insult, something that poses as another: answered politely, once."""
    folded = fold_spelled_out(text[:_LONGEST]).text
    return is_other(folded)


def is_correction(text: str) -> bool:
    return words.NOT_ANSWERED.search(text) is not None or words.JOKE.search(text) is not None


def is_question(text: str) -> bool:
    if words.NEGATED_REPORT.match(text) and not words.QUESTION_MARK.search(text):
        return False
    return words.QUESTION_MARK.search(text) is not None or words.ASKS.search(text) is not None


def is_yes_or_no(text: str) -> bool:
    """ "Bộ trưởng đã ký chưa?": asks whether something happened."""
    return words.YES_OR_NO.search(text) is not None


def is_request(text: str) -> bool:
    return words.SHOW.search(text) is not None


def is_help(text: str) -> bool:
    return words.HELP.search(text) is not None and not words.CALL_FOR_GUIDANCE.search(text)


def is_ack(text: str, *, anywhere: bool = False) -> bool:
    if words.ACK_EMOJI.match(text):
        return True
    return (words.ACK_ANYWHERE.search(text) if anywhere else words.ACK.match(text)) is not None


def is_greeting(text: str) -> bool:
    return words.GREETING.match(text) is not None


def is_thanks(text: str) -> bool:
    return words.THANKS.search(text) is not None


def judge_question(text: str, *, has_code: bool) -> Intent | None:
    """Which question it is; only asked of a text that asks or requests something, or of a bare phrase."""
    if words.COUNT_TASKS.search(text) and not (words.HARD_DEADLINE.search(text) or words.TARDY.search(text)):
        return Intent.ask_task if has_code else Intent.ask_summary
    is_summary = words.NAMED_SUMMARY.search(text) is not None
    if words.OVERDUE.search(text) and (words.WHO.search(text) or not has_code) and not is_summary:
        return Intent.ask_overdue
    if has_code:
        return Intent.ask_deadlines if words.DEADLINE_OF_TASK.search(text) else Intent.ask_task
    return _general_question(text, is_summary=is_summary)


def _general_question(text: str, *, is_summary: bool) -> Intent | None:
    is_deadline = words.HARD_DEADLINE.search(text) is not None and not is_summary
    if not is_deadline and words.SUMMARY.search(text) and not words.OWNER.search(text):
        return Intent.ask_summary
    if is_deadline or words.DEADLINE.search(text):
        return Intent.ask_deadlines
    if starts_summary(text):
        return Intent.ask_summary
    return Intent.ask_task if words.TASK.search(text) and words.THING.search(text) else None


def is_bare_question(text: str) -> bool:
    """A phrase of a few words that names what is wanted: "quá hạn", "tổng hợp tuần"."""
    if len(text.split()) > 9 or (not starts_summary(text) and is_reporting(text)):
        return False
    return any(pattern.search(text) for pattern in (words.BARE_OVERDUE, words.SUMMARY, words.BARE_START))


def is_reporting(text: str) -> bool:
    """A word of work done or going on: no bare question."""
    return words.REPORTING.search(text) is not None


def starts_summary(text: str) -> bool:
    return words.STARTS_SUMMARY.match(text) is not None
