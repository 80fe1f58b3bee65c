"""A reminder as a plain letter: the same words without markup, why it came this way, and the way back to Telegram."""

import html
import re

from markupsafe import Markup

from bot.domain.people import Language
from bot.domain.views import NoticeView
from bot.messages import Message
from bot.texts.catalogue import say

_TAG = re.compile(r"<[^<>]*>")


def render_subject(view: NoticeView, language: Language) -> str:
    """Numbers and codes only: nothing that a person wrote."""
    count = len(view.lines)
    if count == 1:
        return _plain(say(language, "email.subject_one", code=view.lines[0].assignment.task.code))
    return _plain(say(language, "email.subject_many", n=count))


def render_email_text(message: Message, language: Language, *, body_name: str, link: str) -> str:
    parts = (
        message.text,
        say(language, "email.why", link=link),
        say(language, "email.footer", body=body_name),
    )
    return "\n\n".join(_plain(part) for part in parts) + "\n"


def _plain(text: Markup) -> str:
    """The words alone, every line where it was."""
    return html.unescape(_TAG.sub("", str(text))).strip()
