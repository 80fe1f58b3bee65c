"""The care of the webhook: what Telegram complains of is said once, and nothing while it does not complain."""

from datetime import UTC, datetime

import pytest
from telegram import WebhookInfo

from bot.ingress import ALLOWED_UPDATES, HookKeeper, HookTarget
from tests.ingress.polling_setting import Sleeps

TARGET = HookTarget("https://bot.example/t", "secret")
EARLIER, LATER = datetime(2024, 7, 16, 2, tzinfo=UTC), datetime(2024, 7, 16, 3, tzinfo=UTC)


class Reports:
    """A bot whose webhook is ours, and whose ``getWebhookInfo`` tells the given last errors one after another."""

    def __init__(self, *errors: datetime | None) -> None:
        self._errors = list(errors)

    async def set_webhook(self, *_given: object, **_named: object) -> None:
        pass

    async def get_webhook_info(self) -> WebhookInfo:
        if not self._errors:
            raise KeyboardInterrupt
        at = self._errors.pop(0)
        return WebhookInfo(
            TARGET.url,
            has_custom_certificate=False,
            pending_update_count=3,
            last_error_date=at,
            allowed_updates=ALLOWED_UPDATES,
        )


@pytest.mark.parametrize(
    ("errors", "complaints"),
    [
        ([None, None, None], 0),
        ([None, EARLIER, EARLIER], 1),
        ([EARLIER, EARLIER, LATER, LATER], 1),
        ([EARLIER, None, EARLIER], 0),
    ],
    ids=["healthy", "appears", "changes", "is left out for once"],
)
async def test_it_tells_a_complaint_when_it_appears_or_changes(
    caplog: pytest.LogCaptureFixture, errors: list[datetime | None], complaints: int
) -> None:
    keeper = HookKeeper(TARGET, Reports(*errors), sleep=Sleeps())  # type: ignore[arg-type] # what it asks a bot
    with pytest.raises(KeyboardInterrupt):
        await keeper.run()
    events = [record.getMessage() for record in caplog.records]
    assert events.count("webhook_refused") == complaints
