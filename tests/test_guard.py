"""Classified content is emptied before it is stored; ordinary words with "mật" in them pass."""

from typing import Any

import pytest

from bot.domain.people import Language
from bot.guard import refuse_classified
from bot.language import find_classified_mark
from bot.messages import REFUSED
from bot.texts.catalogue import load_catalogue


def update_with(**content: object) -> dict[str, Any]:
    sender = {"id": 7, "first_name": "Mật", "is_bot": False}
    message = {"message_id": 5, "date": 1, "chat": {"id": 7, "type": "private"}, "from": sender, **content}
    return {"update_id": 1, "message": message}


@pytest.mark.parametrize(
    "content",
    [
        {"text": "Văn bản đóng dấu MẬT số 12/BC-BCA"},
        {"text": "tài liệu tuyệt mật gửi kèm"},
        {"caption": "Độ mật: Tối mật", "photo": [{"file_id": "x", "file_unique_id": "y"}]},
        {"document": {"file_id": "x", "file_name": "bao-cao-TOI-MAT.pdf"}},
        {
            "text": "xem ở trên",
            "reply_to_message": {"message_id": 1, "from": {"id": 8}, "text": "Độ mật: Mật"},
        },
    ],
)
def test_it_keeps_nothing_of_a_marked_message_but_who_where_and_when(content: dict[str, Any]) -> None:
    refused = refuse_classified(update_with(**content))
    assert set(refused["message"]) == {"message_id", "date", "chat", "from", REFUSED}


@pytest.mark.parametrize(
    "text",
    [
        "NV-001 40%",
        "đã đổi mật khẩu",
        "bảo mật hệ thống 60%",
        "mật độ dân cư",
        "Nhiệm vụ bảo mật thông tin xong",
    ],
)
def test_it_leaves_ordinary_messages_as_they_are(text: str) -> None:
    update = update_with(text=text)
    assert refuse_classified(update) is update


def test_it_does_not_take_a_persons_name_for_a_mark() -> None:
    assert find_classified_mark("Độ mật: Mật") is not None
    update = update_with(text="chào")
    update["message"]["from"]["last_name"] = "Tuyệt Mật"
    assert refuse_classified(update) is update


def test_it_does_not_mistake_a_quotation_of_our_own_words() -> None:
    quoted = {
        "message_id": 1,
        "from": {"id": 9, "is_bot": True},
        "text": "Không gửi tài liệu Mật qua kênh này.",
    }
    update = update_with(text="vâng", reply_to_message=quoted)
    assert refuse_classified(update) is update


@pytest.mark.parametrize(
    "payload", [{}, {"update_id": 1}, {"message": None}, {"message": []}, {"message": {"text": 5}}]
)
def test_it_never_stumbles_over_odd_payloads(payload: dict[str, Any]) -> None:
    assert refuse_classified(payload) is payload


def test_both_catalogues_have_words_to_say_why() -> None:
    assert all("input.classified" in load_catalogue(language) for language in Language)
