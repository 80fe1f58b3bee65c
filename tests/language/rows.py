"""The development sentences and dates of this folder, and the same text without accents."""

import json
import unicodedata
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

VIETNAM = timezone(timedelta(hours=7))
SAID_AT = datetime(2024, 7, 16, 9, tzinfo=VIETNAM)  # a Tuesday; every row is said at this moment
_HERE = Path(__file__).parent

AGENCIES = (
    ("BCA", ("Bộ Công an", "Công an")),
    ("BTC", ("Bộ Tài chính", "Tài chính")),
    ("BTP", ("Bộ Tư pháp", "Tư pháp")),
    ("BXD", ("Bộ Xây dựng", "Xây dựng")),
    ("BYT", ("Bộ Y tế", "Y tế")),
    ("BTTTT", ("Bộ Thông tin và Truyền thông", "Bộ TT&TT", "TTTT")),
    ("BNNPTNT", ("Bộ Nông nghiệp và Phát triển nông thôn", "Nông nghiệp")),
    ("UBQG", ("Ủy ban Quốc gia về chuyển đổi số", "Ủy ban Quốc gia")),
    ("TTG", ("Thủ tướng Chính phủ", "Thủ tướng", "TTg")),
    ("HNI", ("Ủy ban nhân dân thành phố Hà Nội", "Hà Nội", "TP. Hà Nội")),
    ("HNM", ("Ủy ban nhân dân tỉnh Hà Nam", "Hà Nam")),
    ("HDG", ("Ủy ban nhân dân tỉnh Hải Dương", "Hải Dương")),
    ("HPG", ("Ủy ban nhân dân thành phố Hải Phòng", "Hải Phòng")),
    ("SLA", ("Ủy ban nhân dân tỉnh Sơn La", "Sơn La")),
    ("HBH", ("Ủy ban nhân dân tỉnh Hòa Bình", "Hòa Bình")),
    ("BGG", ("Ủy ban nhân dân tỉnh Bắc Giang", "Bắc Giang")),
    ("STTTT-BGG", ("Sở Thông tin và Truyền thông tỉnh Bắc Giang", "Sở TTTT Bắc Giang")),
)


def load(name: str) -> list[dict[str, Any]]:
    with (_HERE / name).open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


SENTENCES = load("sentences.jsonl")
DATES = load("dates.jsonl")


def without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(char for char in decomposed if not unicodedata.combining(char))
