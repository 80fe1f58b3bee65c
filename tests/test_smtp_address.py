"""Which mail server, how protected, who sends; refusals that quote nothing."""

import pytest

from bot.smtp_address import MailSender, MailServer, Security, parse_sender, parse_smtp_url


@pytest.mark.parametrize(
    ("text", "server"),
    [
        ("smtps://mail.vn", MailServer("mail.vn", 465, Security.TLS)),
        ("smtp://mail.vn", MailServer("mail.vn", 587, Security.STARTTLS)),
        (
            "smtp://a%40b.vn:p%3Aw%2F@mail.vn:2525/",
            MailServer("mail.vn", 2525, Security.STARTTLS, "a@b.vn", "p:w/"),
        ),
        ("smtp://10.0.0.1:25?starttls=off", MailServer("10.0.0.1", 25, Security.NONE)),
    ],
)
def test_an_address_says_server_and_protection(text: str, server: MailServer) -> None:
    assert parse_smtp_url(text) == server


@pytest.mark.parametrize(
    "text",
    [
        "mail.hush.vn",
        "http://mail.hush.vn",
        "smtp://",
        "smtp://hush:pw@mail.vn:port",
        "smtp://mail.vn/hush",
        "smtp://mail.vn#hush",
        "smtp://hush@mail.vn",
        "smtp://:hush@mail.vn",
        "smtp://u:hush@mail.vn?starttls=off",
        "smtps://mail.vn?starttls=off",
        "smtp://mail.vn?hush=1",
    ],
)
def test_what_cannot_be_used_is_refused_and_not_quoted(text: str) -> None:
    with pytest.raises(ValueError, match=r"smtp|password") as caught:
        parse_smtp_url(text)
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "sender"),
    [
        ("dondoc@ub.gov.vn", MailSender("dondoc@ub.gov.vn")),
        ("don.doc.1@ub.gov.vn", MailSender("don.doc.1@ub.gov.vn")),
        ("Ủy ban <dondoc@ub.gov.vn>", MailSender("dondoc@ub.gov.vn", "Ủy ban")),
    ],
)
def test_a_sender_is_an_address_perhaps_with_a_name(text: str, sender: MailSender) -> None:
    assert parse_sender(text) == sender


@pytest.mark.parametrize(
    "text",
    [
        *("", "dondoc", "a@b", "a@b.vn\r\nBcc: c@d.vn", "a b@c.vn", "A <>"),
        *(".a@b.vn", "a.@b.vn", "a..b@c.vn", "a" * 65 + "@b.vn"),
    ],
)
def test_what_is_no_sender_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="write an address"):
        parse_sender(text)
