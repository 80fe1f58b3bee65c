"""The refusals of the Bot API, worded as the real server words them. Knows no HTTP framework and no state."""

from typing import Any

Json = dict[str, Any]

CONFLICT_POLLS = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)
CONFLICT_HOOK_SET = "Conflict: terminated by setWebhook request"
CONFLICT_HOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


class ApiError(Exception):
    """A call that was not carried out: `code` is both the HTTP status and `error_code`."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description
        self.parameters = parameters

    def as_json(self) -> Json:
        answer: Json = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            answer["parameters"] = self.parameters
        return answer


def bad_request(text: str) -> ApiError:
    """400; the first letter is lower-cased unless the second is upper-case or '_' (raw server codes)."""
    is_raw_code = len(text) > 1 and (text[1].isupper() or text[1] == "_")
    return ApiError(400, "Bad Request: " + (text if is_raw_code else text[:1].lower() + text[1:]))


def forbidden(text: str) -> ApiError:
    return ApiError(403, f"Forbidden: {text}")


def unmodelled(what: str) -> ApiError:
    """Loud on purpose: the real server would carry this out, this model cannot, and a test must notice."""
    return ApiError(501, f"Not Implemented: {what} is not modelled by the loopback Bot API")


def too_many_requests(retry_after: int) -> ApiError:
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)


def group_was_upgraded(new_chat_id: int) -> ApiError:
    return ApiError(
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        migrate_to_chat_id=new_chat_id,
    )
