"""Every call, kept with its answer, and what must never happen judged from it. Knows no HTTP, no rules of sending."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from .errors import Json

# Nobody can know these before the first refusal; a second one to the same chat is a mistake of the bot.
_UNFORESEEABLE = (
    "bot was blocked by the user",
    "user is deactivated",
    "bot was kicked",
    "bot is not a member",
    "was upgraded to a supergroup",
)
_POLLING = ("getupdates", "setwebhook", "deletewebhook")


@dataclass(frozen=True, slots=True)
class CallRecord:
    """One call; `params` as text, without the token; `files` are sizes in bytes; `fault` names a scripted mishap.

    `answer` is None where the connection was dropped or the answer was no JSON. `carried_out` is what really happened.
    """

    at: datetime
    method: str
    params: dict[str, str]
    files: dict[str, int]
    status: int
    answer: Json | None
    fault: str | None = None
    carried_out: bool = True

    @property
    def ok(self) -> bool:
        return self.status == 200

    @property
    def description(self) -> str:
        return str((self.answer or {}).get("description", ""))

    @property
    def chat_id(self) -> int | None:
        chat = self.params.get("chat_id", "")
        return int(chat) if chat.lstrip("-").isdigit() else None


@dataclass(slots=True)
class Journal:
    calls: list[CallRecord] = field(default_factory=list)
    handler_errors: list[str] = field(default_factory=list)

    def add(self, record: CallRecord) -> None:
        self.calls.append(record)

    def list_calls(self, method: str = "", *, chat_id: int | None = None) -> list[CallRecord]:
        """Calls of one method (any case; all if empty), of one chat if given."""
        return [
            call
            for call in self.calls
            if (not method or call.method.lower() == method.lower())
            and (chat_id is None or call.chat_id == chat_id)
        ]

    def list_unmodelled(self) -> list[CallRecord]:
        return [call for call in self.calls if call.status == 501]

    def find_violations(self, *, token: str, allow: Iterable[str] = ()) -> list[str]:
        """One sentence each; refusals whose description contains a phrase of `allow` are expected."""
        allowed = tuple(allow)
        found = [f"the model failed: {error}" for error in self.handler_errors]
        found += [f"unmodelled: {call.method}: {call.description}" for call in self.list_unmodelled()]
        found += [f"the token is in a text: {call.method}" for call in self.calls if _tells(call, token)]
        found += [
            f"{call.method} to chat {call.chat_id} was refused: {call.status} {call.description}"
            for call in self._unasked_refusals()
            if not any(phrase in call.description for phrase in allowed)
        ]
        return found

    def _unasked_refusals(self) -> Iterator[CallRecord]:
        seen: set[tuple[int | None, str]] = set()
        for call in self.calls:
            if call.fault is not None or not 400 <= call.status < 500:
                continue
            reason = next((text for text in _UNFORESEEABLE if text in call.description), None)
            if reason is not None and (call.chat_id, reason) not in seen:
                seen.add((call.chat_id, reason))
                continue
            yield call


def _tells(call: CallRecord, token: str) -> bool:
    return call.method.lower() not in _POLLING and any(token in value for value in call.params.values())
