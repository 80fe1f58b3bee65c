"""The message that carries the leader's picture: its caption is the headline. Draws nothing."""

import json

from bot.domain.people import Language
from bot.domain.picture import Picture, picture_to_json
from bot.messages import Attachment, Document, Message, Renderer
from bot.texts.catalogue import lines
from bot.texts.digest_lines import say_context, say_headline


def render_picture_message(picture: Picture, language: Language) -> Message:
    late, risk = picture.totals.open_late, picture.at_risk
    caption = lines(
        say_headline(late, risk, picture.reporting_on, language),
        say_context(picture.scope, picture.as_of, picture.previous_on, language),
    )
    return Message(caption, document=picture_document(picture))


def picture_document(picture: Picture) -> Document:
    """A photo that is made at sending, from figures that travel with the message."""
    day = picture.reporting_on or picture.as_of
    figures = json.dumps(picture_to_json(picture), ensure_ascii=False, separators=(",", ":"))
    attachment = Attachment(Renderer.PICTURE, (figures,), picture.as_of)
    return Document(f"tong-hop-{day.isoformat()}.png", is_photo=True, attachment=attachment)
