"""The page with the phones: what a browser shows and presses, beside the loopback Bot API on the same port."""

from bot.demo.phones.feed import Feed as Feed
from bot.demo.phones.guard import SameOriginOnly as SameOriginOnly
from bot.demo.phones.routes import Stage as Stage
from bot.demo.phones.routes import list_routes as list_routes
