"""One call as the methods see it: every parameter as text, whatever the encoding was, and the uploaded files."""

import json
from dataclasses import dataclass, field
from typing import Any

_TRUE = frozenset({"true", "yes", "1", "t", "y"})


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    content: bytes
    mime: str


@dataclass(frozen=True, slots=True)
class Call:
    """`method` is lower case. Values of a JSON body are text here too, objects as JSON."""

    method: str
    params: dict[str, str] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        return self.params.get(name, "")

    def integer(self, name: str, default: int = 0) -> int:
        """Like the real server, a number that cannot be read is 0."""
        value = self.params.get(name, "").strip()
        if not value:
            return default
        try:
            return int(value)
        except ValueError:
            return 0

    def flag(self, name: str) -> bool:
        return self.params.get(name, "").strip().lower() in _TRUE

    def json(self, name: str) -> Any:  # noqa: ANN401  whatever the bot sent
        """The decoded parameter, None if absent; raise ValueError if it is no JSON."""
        value = self.params.get(name, "")
        return json.loads(value) if value else None

    @property
    def chat_id(self) -> int | None:
        value = self.params.get("chat_id", "").strip()
        return int(value) if value.lstrip("-").isdigit() else None


@dataclass(frozen=True, slots=True)
class Answer:
    """A carried out call; few methods add a description."""

    result: object
    description: str | None = None


def to_param(value: object) -> str:
    """A value of a JSON body as the text that the other encodings would have carried."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
