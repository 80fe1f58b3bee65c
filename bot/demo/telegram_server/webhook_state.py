"""The webhook of the bot as set and as reported; delivering is somebody else's work."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(slots=True)
class Webhook:
    """An empty `url` means the bot polls. `next_change_at` is on the monotonic clock."""

    url: str = ""
    secret_token: str = ""
    max_connections: int = 40
    next_change_at: float = 0.0
    last_error_at: datetime | None = None
    last_error: str = ""

    def remember_error(self, text: str, *, now: datetime) -> None:
        self.last_error_at = now
        self.last_error = text
