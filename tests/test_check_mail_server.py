"""`check` tries the mail server as `run` would, says what is wrong, and quotes nothing of the setting."""

import pytest
from pydantic import SecretStr

from bot.check.mail_server import list_mail_findings
from bot.findings import FindingId
from bot.settings import Settings, SettingsInvalid, load_settings
from tests.mail_server import open_post_office


def settings(url: str) -> Settings:
    return Settings(
        _env_file=None,  # type: ignore[call-arg] # pydantic-settings' own argument
        smtp_url=SecretStr(url),
        smtp_from="dondoc@example.vn",
    )


async def test_a_server_that_takes_us_is_told_and_gets_no_letter() -> None:
    async with open_post_office() as post:
        [found] = await list_mail_findings(settings(post.url))
        assert (found.id, found.name, post.letters) == (FindingId.ABOUT_EMAIL, "SMTP_URL", [])


async def test_what_is_wrong_is_said_in_words() -> None:
    async with open_post_office() as post:
        [found] = await list_mail_findings(settings(f"smtp://an:hush@127.0.0.1:{post.port}"))
        assert found.id is FindingId.MAIL_SERVER_UNUSABLE
        assert "offers no TLS" in found.message
        await post.close()
        [found] = await list_mail_findings(settings(post.url))
        assert "cannot be reached" in found.message
        [found] = await list_mail_findings(settings(f"smtps://an:hush@127.0.0.1:{post.port}"))
        assert not {"hush", "127.0.0.1"} & set(found.message.split())


async def test_without_a_server_there_is_nothing_to_try() -> None:
    assert await list_mail_findings(settings("")) == []


def test_a_server_needs_a_sender() -> None:
    with pytest.raises(SettingsInvalid) as caught:
        load_settings(_env_file=None, smtp_url=SecretStr("smtps://mail.vn"))
    assert [problem.name for problem in caught.value.problems] == ["SMTP_FROM"]
