"""setWebhook, deleteWebhook, getWebhookInfo: the settings only."""

import re

from .calls import Answer, Call
from .errors import Json, bad_request, too_many_requests
from .state import WorldState
from .webhook_state import Webhook

_SECRET = re.compile(r"[A-Za-z0-9_-]*")
_MAX_SECRET = 256
_PAUSE = 1.0


def set_webhook(world: WorldState, call: Call) -> Answer:
    """An empty url deletes. The caller ends a waiting long poll."""
    url = call.text("url").strip()
    if not url:
        return delete_webhook(world, call)
    _check_pause(world)
    secret = call.text("secret_token")
    if len(secret) > _MAX_SECRET:
        raise bad_request("secret token is too long")
    if not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    if not url.startswith("https://") and not (world.rules.insecure_webhooks and url.startswith("http://")):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    remember_allowed(world, call)
    _drop_pending(world, call)
    connections = min(100, max(1, call.integer("max_connections", 40)))
    hook = world.webhook
    if (hook.url, hook.secret_token, hook.max_connections) == (url, secret, connections):
        return Answer(result=True, description="Webhook is already set")
    world.webhook = Webhook(url, secret, connections, hook.next_change_at)
    return Answer(result=True, description="Webhook was set")


def _check_pause(world: WorldState) -> None:
    now = world.monotonic()
    if now < world.webhook.next_change_at:
        raise too_many_requests(1)
    world.webhook.next_change_at = now + _PAUSE


def delete_webhook(world: WorldState, call: Call) -> Answer:
    _drop_pending(world, call)
    if not world.webhook.url:
        return Answer(result=True, description="Webhook is already deleted")
    world.webhook = Webhook(next_change_at=world.webhook.next_change_at)
    return Answer(result=True, description="Webhook was deleted")


def _drop_pending(world: WorldState, call: Call) -> None:
    if call.flag("drop_pending_updates"):
        world.queue.clear()


def get_webhook_info(world: WorldState, _call: Call) -> Answer:
    hook = world.webhook
    info: Json = {
        "url": hook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(world.queue.list_pending(now=world.now())),
    }
    if hook.url:
        info["max_connections"] = hook.max_connections
    if hook.last_error_at is not None:
        info |= {
            "last_error_date": int(hook.last_error_at.timestamp()),
            "last_error_message": hook.last_error,
        }
    if world.queue.allowed_updates is not None:
        info["allowed_updates"] = world.queue.allowed_updates
    return Answer(info)


def remember_allowed(world: WorldState, call: Call) -> None:
    """Not given, or unreadable: the former choice stays."""
    try:
        kinds = call.json("allowed_updates")
    except ValueError:
        return
    if isinstance(kinds, list):
        world.queue.remember_allowed(str(kind) for kind in kinds)
