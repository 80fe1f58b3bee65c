"""A strict loopback Telegram: the Bot API of the published server, with phones for the people's side.

Stands alone (standard library, starlette, python-multipart, uvicorn; `in_process` and `delivery` also httpx) and
imports nothing of the rest of the project.
"""

from .api import create_app
from .errors import ApiError
from .faults import Action, Fault, Faults
from .flood import FloodLimits
from .groups import Group
from .journal import CallRecord, Journal
from .keyboards import Button, ReplyKeyboard
from .phone import Phone
from .records import Chat, ChatKind, Event, Kind, Media, MediaKind, MemberStatus, Message, Press, Toast, User
from .server import serve
from .state import DEFAULT_TOKEN, WorldRules
from .world import TelegramWorld

__all__ = [
    "DEFAULT_TOKEN",
    "Action",
    "ApiError",
    "Button",
    "CallRecord",
    "Chat",
    "ChatKind",
    "Event",
    "Fault",
    "Faults",
    "FloodLimits",
    "Group",
    "Journal",
    "Kind",
    "Media",
    "MediaKind",
    "MemberStatus",
    "Message",
    "Phone",
    "Press",
    "ReplyKeyboard",
    "TelegramWorld",
    "Toast",
    "User",
    "WorldRules",
    "create_app",
    "serve",
]
