"""``SMTP_URL`` and ``SMTP_FROM``: which mail server, how it is protected, who the sender is. Quotes none of them."""

import re
from dataclasses import dataclass, field
from email.utils import parseaddr
from enum import StrEnum
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
ADDRESS = re.compile(rf"(?=[^@]{{1,64}}@){_ATOM}(?:\.{_ATOM})*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
"""What every mail server takes, a dot only between letters; quoted and non-Latin names are refused by too many."""
_FORM = "write smtps://user:password@host:465 or smtp://user:password@host:587"


class Security(StrEnum):
    TLS = "tls"
    """From the first byte."""
    STARTTLS = "starttls"
    """Asked for, and nothing is sent without it."""
    NONE = "none"
    """A relay of one's own network."""


@dataclass(frozen=True, slots=True)
class MailServer:
    host: str
    port: int
    security: Security
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class MailSender:
    address: str
    name: str = ""


def parse_smtp_url(text: str) -> MailServer:
    """Raises:
    ValueError: it cannot be used; the words quote nothing of it.
    """
    try:
        url = urlsplit(text.strip())
        port = url.port
    except ValueError:
        raise ValueError(_FORM) from None
    if url.scheme not in {"smtp", "smtps"} or not url.hostname or url.path not in {"", "/"} or url.fragment:
        raise ValueError(_FORM)
    security = _find_security(url)
    user, password = unquote(url.username or ""), unquote(url.password or "")
    if bool(user) is not bool(password):
        raise ValueError("a user needs a password; write %40 for @, %3A for : and %2F for / in them")
    if password and security is Security.NONE:
        raise ValueError("without TLS the password would be readable on its way; leave out one of the two")
    return MailServer(
        url.hostname, port or (465 if security is Security.TLS else 587), security, user, password
    )


def _find_security(url: SplitResult) -> Security:
    options = parse_qsl(url.query, keep_blank_values=True)
    if url.scheme == "smtps" and not options:
        return Security.TLS
    if url.scheme == "smtp" and not options:
        return Security.STARTTLS
    if url.scheme == "smtp" and options == [("starttls", "off")]:
        return Security.NONE
    raise ValueError("the only option is smtp://host:25?starttls=off, for a relay of your own network")


def parse_sender(text: str) -> MailSender:
    """``a@b.vn`` or ``Name <a@b.vn>``.

    Raises:
        ValueError: no address that a mail server would take.
    """
    name, address = parseaddr(text)
    if ADDRESS.fullmatch(address) is None or not text.isprintable():
        raise ValueError("write an address such as dondoc@example.vn, or: Name <dondoc@example.vn>")
    return MailSender(address, name)
