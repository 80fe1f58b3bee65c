"""One lane a chat: what is sent there goes in its order, one after the other."""

from bot.services.letters import Letter

_NOBODY = "nobody"


def lanes_of(batch: list[Letter]) -> dict[int | str, list[Letter]]:
    """The letters by chat, each chat's in their order; letters to nobody are on their own."""
    lanes: dict[int | str, list[Letter]] = {}
    for letter in batch:
        key: int | str = letter.mail.chat_id or f"{_NOBODY} {letter.mail.id}"
        lanes.setdefault(key, []).append(letter)
    return lanes
