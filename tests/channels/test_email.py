"""A letter by e-mail: whole, plain, to one address; refusals, pauses and silence told apart."""

import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.channels.email import GREYLISTED, REFUSED_PAUSE, SERVER_PAUSE, EmailChannel
from bot.messages import OutcomeKind
from bot.plain_letter import PlainLetter
from bot.smtp_address import parse_sender, parse_smtp_url
from tests.mail_server import PostOffice, only, open_post_office

AN = "an@hd.vn"
LETTER = PlainLetter(
    "7.20240716", datetime(2024, 7, 16, 2, tzinfo=UTC), "Nhiệm vụ NV-001", "Đề nghị báo cáo\n.\nhết"
)


@pytest.fixture
async def post() -> AsyncIterator[PostOffice]:
    async with open_post_office() as office:
        yield office


def channel_to(url: str, sender: str = "Đôn Đốc <dondoc@example.vn>") -> EmailChannel:
    return EmailChannel(parse_smtp_url(url), parse_sender(sender))


async def test_a_letter_arrives_whole_and_plain(post: PostOffice) -> None:
    outcome = await channel_to(post.url).send(AN, LETTER)
    assert outcome.kind is OutcomeKind.DELIVERED
    [letter] = post.letters
    assert (post.recipients, letter["To"], letter["From"]) == ([AN], AN, "Đôn Đốc <dondoc@example.vn>")
    assert (letter["Subject"], letter["Message-ID"]) == ("Nhiệm vụ NV-001", "<7.20240716@example.vn>")
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_content_type() == "text/plain"
    assert letter.get_content().replace("\r\n", "\n") == "Đề nghị báo cáo\n.\nhết\n"


@pytest.mark.parametrize(
    "address",
    [
        *("", "an", f"{AN}\r\nBcc: la@x.vn", f"{AN}, la@x.vn", "<an@hd.vn>", "ân@hd.vn"),
        *(".an@hd.vn", "an.@hd.vn", "a..n@hd.vn"),
    ],
)
async def test_what_is_no_single_address_never_meets_the_server(post: PostOffice, address: str) -> None:
    outcome = await channel_to(post.url).send(address, LETTER)
    assert (outcome.kind, outcome.reason) == (OutcomeKind.REJECTED, "bad_address")
    assert post.greetings == 0


async def test_a_subject_makes_no_header(post: PostOffice) -> None:
    trick = PlainLetter("8", LETTER.sent_at, "NV\r\nBcc: la@x.vn\r\n\r\nhello", "text")
    assert (await channel_to(post.url).send(AN, trick)).kind is OutcomeKind.DELIVERED
    assert (post.recipients, post.letters[0]["Bcc"]) == ([AN], None)
    assert post.letters[0]["Subject"] == "NV Bcc: la@x.vn hello"


@pytest.mark.parametrize(
    ("answer", "kind", "wait"),
    [
        ("550 no such user", OutcomeKind.REJECTED, timedelta()),
        ("450 try later", OutcomeKind.RETRY_AFTER, GREYLISTED),
    ],
)
async def test_a_refused_recipient_concerns_nobody_else(
    post: PostOffice, answer: str, kind: OutcomeKind, wait: timedelta
) -> None:
    post.answers[AN] = answer
    outcome = await channel_to(post.url).send(AN, LETTER)
    assert (outcome.kind, outcome.wait, outcome.whole_channel) == (kind, wait, False)
    assert outcome.reason == "recipient_refused"
    assert post.letters == []


async def test_nobody_knows_when_the_line_breaks_after_the_letter(post: PostOffice) -> None:
    post.hangs_up = 1
    assert (await channel_to(post.url).send(AN, LETTER)).kind is OutcomeKind.UNKNOWN


async def test_a_server_that_is_away_has_certainly_not_got_it(post: PostOffice) -> None:
    await post.close()
    outcome = await channel_to(post.url).send(AN, LETTER)
    assert (outcome.kind, outcome.wait) == (OutcomeKind.RETRY_AFTER, SERVER_PAUSE)
    assert outcome.whole_channel


async def test_nothing_goes_in_the_clear_when_the_server_offers_no_tls(post: PostOffice) -> None:
    channel = channel_to(f"smtp://an:hush@127.0.0.1:{post.port}")
    outcome = await channel.send(AN, LETTER)
    assert (outcome.reason, outcome.wait, outcome.whole_channel) == ("tls_not_offered", REFUSED_PAUSE, True)
    assert post.letters == []
    assert await channel.greet() == "tls_not_offered"


async def test_the_certificates_are_read_once_and_not_for_every_letter(
    post: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = channel_to(post.url)
    monkeypatch.setattr(ssl, "create_default_context", None)
    assert (await channel.send(AN, LETTER)).kind is OutcomeKind.DELIVERED
    assert await channel.greet() == ""


async def test_a_login_is_taken_or_refused() -> None:
    async with open_post_office(authenticator=only("an", "hush"), auth_require_tls=False) as post:
        server = parse_smtp_url(post.url)
        right, wrong = (
            type(server)(server.host, server.port, server.security, "an", word) for word in ("hush", "wrong")
        )
        sender = parse_sender("dondoc@example.vn")
        assert await EmailChannel(right, sender).greet() == ""
        assert await EmailChannel(wrong, sender).greet() == "login_refused"
        outcome = await EmailChannel(wrong, sender).send(AN, LETTER)
        assert (outcome.reason, outcome.whole_channel, post.letters) == ("login_refused", True, [])


# --- TLS --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and certificate of "localhost" in one file, trusted by nobody."""
    path = tmp_path_factory.mktemp("tls") / "localhost.pem"
    made = (
        "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost"
    )
    command = ["openssl", *made.split(), "-keyout", str(path), "-out", str(path.with_suffix(".crt"))]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 fixed words
    path.write_text(path.read_text() + path.with_suffix(".crt").read_text())
    return path


needs_openssl = pytest.mark.skipif(
    shutil.which("openssl") is None, reason="no certificate can be made without openssl"
)


@needs_openssl
@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
async def test_a_protected_letter_goes_only_to_a_server_that_can_be_trusted(
    certificate: Path, scheme: str
) -> None:
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate)
    options = {"tls": tls} if scheme == "smtps" else {"tls_context": tls, "require_starttls": True}
    async with open_post_office(**options) as post:
        address, sender = f"{scheme}://localhost:{post.port}", parse_sender("dondoc@example.vn")
        trusting = ssl.create_default_context(cafile=certificate.with_suffix(".crt"))
        ours = EmailChannel(parse_smtp_url(address), sender, tls=trusting)
        assert (await ours.send(AN, LETTER)).kind is OutcomeKind.DELIVERED
        doubting = EmailChannel(parse_smtp_url(address), sender)
        outcome = await doubting.send(AN, LETTER)
        assert (outcome.kind, outcome.reason) == (OutcomeKind.RETRY_AFTER, "tls_failed")
        assert len(post.letters) == 1


@needs_openssl
async def test_a_login_goes_over_the_line_that_starttls_protected(certificate: Path) -> None:
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate)
    options = {"tls_context": tls, "require_starttls": True, "auth_required": True}
    async with open_post_office(authenticator=only("an", "hush"), **options) as post:
        server = parse_smtp_url(f"smtp://an:hush@localhost:{post.port}")
        trusting = ssl.create_default_context(cafile=certificate.with_suffix(".crt"))
        channel = EmailChannel(server, parse_sender("dondoc@example.vn"), tls=trusting)
        assert await channel.greet() == ""
        assert (await channel.send(AN, LETTER)).kind is OutcomeKind.DELIVERED
