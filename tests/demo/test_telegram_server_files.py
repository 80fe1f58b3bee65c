"""Files both ways, by upload and by file_id, with the limits of the hosted server."""

import io

import httpx
import pytest
from telegram import Bot
from telegram.error import BadRequest, NetworkError

from bot.demo.telegram_server import Phone, TelegramWorld
from bot.demo.telegram_server.files import MAX_DOWNLOAD, MAX_UPLOAD, picture_size
from bot.demo.telegram_server.in_process import InProcessTransport

from .conftest import AN

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\2\x80\0\0\1\xe0" + b"\0" * 40
JPEG = b"\xff\xd8\xff\xe0\0\4ab\xff\xc0\0\x0b\x08\1\xe0\2\x80\1\1\x11\0"


async def test_a_document_arrives_with_name_caption_and_content(phone: Phone, bot: Bot) -> None:
    sent = await bot.send_document(
        AN, io.BytesIO(b"%PDF-1"), "<b>Tuần 9</b>", parse_mode="HTML", filename="Tổng hợp.pdf"
    )
    seen = phone.last
    assert sent.document is not None
    assert (sent.document.file_name, sent.document.mime_type) == ("Tổng hợp.pdf", "application/pdf")
    assert seen.media is not None
    assert seen.media.file is not None
    assert (seen.html, seen.media.name, seen.media.file.content) == (
        "<b>Tuần 9</b>",
        "Tổng hợp.pdf",
        b"%PDF-1",
    )


async def test_a_file_id_sends_the_same_file_again(phone: Phone, bot: Bot) -> None:
    first = await bot.send_document(AN, b"x", filename="a.txt")
    assert first.document is not None
    again = await bot.send_document(AN, first.document.file_id)
    assert again.document == first.document
    with pytest.raises(BadRequest, match="type document as photo"):
        await bot.send_photo(AN, first.document.file_id)


async def test_what_a_person_sends_can_be_downloaded(phone: Phone, bot: Bot) -> None:
    phone.send_document("Báo cáo.docx", b"PK\3\4", "application/docx", "NV-001 xong")
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.document is not None
    assert (update.message.caption, update.message.document.file_name) == ("NV-001 xong", "Báo cáo.docx")
    file = await update.message.document.get_file()
    assert bytes(await file.download_as_bytearray()) == b"PK\3\4"


async def test_a_photo_comes_in_sizes_and_the_last_is_the_real_one(phone: Phone, bot: Bot) -> None:
    phone.send_photo(PNG, "hiện trường")
    (update,) = await bot.get_updates()
    assert update.message is not None
    small, large = update.message.photo
    assert (large.width, large.height) == (640, 480)
    assert small.width < large.width
    assert bytes(await (await large.get_file()).download_as_bytearray()) == PNG
    assert bytes(await (await small.get_file()).download_as_bytearray()) != PNG


async def test_a_chart_is_sent_as_a_photo(phone: Phone, bot: Bot) -> None:
    sent = await bot.send_photo(AN, PNG, caption="Biểu đồ")
    assert sent.photo[-1].file_size == len(PNG)
    assert phone.last.text == "Biểu đồ"


async def test_files_over_20_megabytes_cannot_be_downloaded(phone: Phone, bot: Bot) -> None:
    phone.send_document("to.zip", b"x" * (MAX_DOWNLOAD + 1))
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.document is not None
    with pytest.raises(BadRequest, match="File is too big"):
        await bot.get_file(update.message.document.file_id)


async def test_files_over_50_megabytes_cannot_be_uploaded(phone: Phone, bot: Bot) -> None:
    with pytest.raises(NetworkError, match="Request Entity Too Large"):
        await bot.send_document(AN, b"x" * (MAX_UPLOAD + 1))
    assert phone.bot_messages == []


async def test_the_journal_keeps_sizes_not_contents(world: TelegramWorld, phone: Phone, bot: Bot) -> None:
    await bot.send_document(AN, b"12345", filename="a.txt")
    assert list(world.journal.calls[-1].files.values()) == [5]


@pytest.mark.parametrize(
    ("content", "size"),
    [(PNG, (640, 480)), (JPEG, (640, 480)), (b"GIF89a\x80\2\xe0\1", (640, 480)), (b"hello", None)],
)
def test_it_measures_pictures(content: bytes, size: tuple[int, int] | None) -> None:
    assert picture_size(content) == size


@pytest.mark.parametrize("how", ["query", "form", "json", "multipart", "upper case"])
async def test_parameters_may_come_in_any_encoding(
    how: str, *, world: TelegramWorld, phone: Phone, transport: InProcessTransport
) -> None:
    params = {"chat_id": str(AN), "text": "Chào 😀"}
    address = f"/bot{world.token}/sendMessage"
    async with transport.client() as client:
        match how:
            case "query":
                answer = await client.get(address, params=params)
            case "form":
                answer = await client.post(address, data=params)
            case "json":
                answer = await client.post(address, json={**params, "chat_id": AN})
            case "multipart":
                answer = await client.post(
                    address, files={name: (None, value) for name, value in params.items()}
                )
            case _:
                answer = await client.post(address.replace("sendMessage", "SENDMESSAGE"), data=params)
    assert answer.json()["ok"] is True
    assert phone.last.text == "Chào 😀"


async def test_a_body_that_is_no_json_is_refused(world: TelegramWorld, transport: InProcessTransport) -> None:
    async with transport.client() as client:
        answer: httpx.Response = await client.post(
            f"/bot{world.token}/getMe", content=b"{", headers={"content-type": "application/json"}
        )
    assert answer.status_code == 400
