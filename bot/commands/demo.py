"""``demo``: the whole bot on loopback with sample data; needs no token, no settings and no network."""

import asyncio
import errno
from argparse import Namespace

from bot.demo.run import PortInUse, run_demo
from bot.findings import Finding, FindingId
from bot.opening.refusals import Refused


def run(arguments: Namespace) -> int:
    try:
        asyncio.run(run_demo(port=arguments.port, open_browser=not arguments.no_browser))
    except PortInUse:
        text = f"port {arguments.port} cannot be used"
        raise Refused(Finding(FindingId.PORT_IN_USE, text, "--port")) from None
    except PermissionError:
        raise Refused(Finding(FindingId.FOLDER_NOT_WRITABLE, "var/demo cannot be written here")) from None
    except OSError as error:
        if error.errno not in {errno.EROFS, errno.ENOSPC}:
            raise
        raise Refused(Finding(FindingId.FOLDER_NOT_WRITABLE, "var/demo cannot be written here")) from None
    return 0
