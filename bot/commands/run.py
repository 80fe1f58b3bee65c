"""``run``: the real bot until a signal stops it; what is in hand is finished first."""

import asyncio
import logging
import signal
from argparse import Namespace

from bot.app import CannotListen, LoopSilent, TokenRefused, open_app
from bot.assembly import build_app
from bot.findings import Finding, FindingId
from bot.garbage import settle_down
from bot.logs import set_up_logging
from bot.opening.database import Need, open_database, unreachable
from bot.opening.readiness import list_unsupported, load_checked_settings, require_folder, require_policy
from bot.opening.refusals import Refused, unwrap
from bot.settings import Settings
from bot.storage.database import is_outage
from bot.storage.instance import AlreadyRunning, InstanceLost

log = logging.getLogger(__name__)
_FINDINGS: dict[type[Exception], Finding] = {
    AlreadyRunning: Finding(FindingId.ALREADY_RUNNING, "this database has a running bot already"),
    InstanceLost: Finding(FindingId.INSTANCE_LOST, "the session that held this bot's lock was lost"),
    LoopSilent: Finding(FindingId.LOOP_SILENT, "a loop of the bot gave no sign of life for two minutes"),
    TokenRefused: Finding(FindingId.TOKEN_REFUSED, "Telegram knows no such bot", "BOT_TOKEN"),
}


def run(arguments: Namespace) -> int:
    del arguments
    settings = load_checked_settings()
    set_up_logging(settings.log_format)
    if missing := list(list_unsupported(settings)):
        raise Refused(*missing)
    require_folder(settings)
    asyncio.run(run_until_stopped(settings))
    return 0


async def run_until_stopped(settings: Settings) -> None:
    """Returns after SIGTERM or SIGINT.

    Raises:
        Refused: it cannot start, or Telegram took the token back.
    """
    stop = _Stop()
    try:
        await _run(settings)
    except asyncio.CancelledError:
        if not stop.was_asked:
            raise
        log.info("stopped")
    except Exception as error:
        raise _explained(error, settings) or error from None


class _Stop:
    """Turns the signals into a cancellation of the present task."""

    def __init__(self) -> None:
        self.was_asked = False
        self._task = asyncio.current_task()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._ask)

    def _ask(self) -> None:
        self.was_asked = True
        if self._task is not None:
            self._task.cancel()


async def _run(settings: Settings) -> None:
    # Looked at first and apart, so that what is wrong with it is told before anything else is built.
    async with open_database(settings, Need.ANY_KNOWN):
        require_policy()
    async with open_app(build_app(settings)) as app:
        settle_down()
        log.info("running")
        await app.run()


def _explained(error: Exception, settings: Settings) -> Refused | None:
    """The refusal for an error that an operator can mend; None for a fault of ours."""
    for inner in unwrap(error):
        if isinstance(inner, Refused):
            return inner
        if isinstance(inner, CannotListen):
            text = f"the address cannot be used ({inner})"
            return Refused(Finding(FindingId.PORT_IN_USE, text, "HTTP_BIND"))
        for kind, finding in _FINDINGS.items():
            if isinstance(inner, kind):
                return Refused(finding)
        if isinstance(inner, Exception) and is_outage(inner):
            return unreachable(settings, inner)
    return None
