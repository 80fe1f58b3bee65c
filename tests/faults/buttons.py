"""Every button that people were ever shown, and which of them still hang under a message."""

import json
from collections import Counter

from bot.demo.telegram_server.journal import CallRecord


class Buttons:
    """Fed with the bot's calls in their order."""

    def __init__(self) -> None:
        self._hanging: dict[tuple[int, int], list[str]] = {}
        self._present: dict[int, Counter[str]] = {}
        self._drawn: dict[int, dict[str, None]] = {}

    def hear(self, call: CallRecord) -> None:
        if call.chat_id is None or not call.ok or (place := _find_place(call)) is None:
            return
        data = [] if call.method.lower() == "deletemessage" else _list_data(call.params)
        present = self._present.setdefault(call.chat_id, Counter())
        present.subtract(self._hanging.get(place, []))
        present.update(data)
        self._hanging[place] = data
        self._drawn.setdefault(call.chat_id, {}).update(dict.fromkeys(data))

    def list_stale(self, account: int) -> list[str]:
        """What was under a message of theirs once and is under none any more."""
        present = self._present.get(account, Counter())
        return [data for data in self._drawn.get(account, {}) if present[data] <= 0]

    def list_of_others(self, account: int) -> list[str]:
        own = self._drawn.get(account, {})
        return [
            data
            for other, drawn in self._drawn.items()
            if other != account
            for data in list(drawn)[-60:]
            if data not in own
        ]


def _find_place(call: CallRecord) -> tuple[int, int] | None:
    """Chat and message that the call draws, rewrites or deletes."""
    result = (call.answer or {}).get("result")
    found = result.get("message_id") if isinstance(result, dict) else call.params.get("message_id")
    return None if found is None or call.chat_id is None else (call.chat_id, int(found))


def _list_data(params: dict[str, str]) -> list[str]:
    markup = json.loads(params.get("reply_markup") or "{}")
    rows = markup.get("inline_keyboard", [])
    return [button["callback_data"] for row in rows for button in row if "callback_data" in button]
