"""Secrecy marks: neither missed on papers nor seen in ordinary words."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language import find_classified_mark

MARKED = """
Mật|MẬT|[Mật]|(MẬT)|Tối mật|TUYỆT MẬT|Văn bản mật số 12|tài liệu mật|đóng dấu mật|đóng dấu MẬT|độ mật: A
Độ mật: Tối mật|công văn mật của Bộ|NV-001 có tài liệu tối mật kèm theo|hồ sơ này thuộc loại mật|dấu Mật
tai lieu mat|van ban mat|dong dau mat|do mat: toi mat|tuyet mat|TOI MAT|TUYET MAT|tai lieu toi mat
van ban toi mat|Kế hoạch này đóng dấu tối mật, số 05/KH-BCA|tốimật|tối-mật|T Ố I  M Ậ T|M Ậ T
báo cáo (mật)|Mật: kế hoạch diễn tập|HOẢ TỐC - MẬT|top secret|classified document|độ Mật
tài liệu thuộc danh mục bí mật nhà nước|văn bản có nội dung bí mật nhà nước|mức độ mật|văn bản độ mật
05-MAT.pdf|BC_MAT_2024.docx|toi mat|tài liệu chế độ mật|nhiệm vụ mật|gui em cong van mat so 5
đóng dấu độ mật|TUYỆT  MẬT|tuyệt_mật|thông tin mật|Xin gửi công văn số 15 (tối mật) về phòng thủ
Độ mật : Mật|văn bản Mật, hỏa tốc|văn bản mật do Bộ ban hành|van ban mat do bo ban hanh
văn bản mật mà gửi lên đây|Tuyệt mật báo cáo tình hình
"""
ORDINARY = """
bảo mật|Bảo mật hệ thống NV-030|mật khẩu|quên mật khẩu|mật độ dân số|mật thiết|bí mật kinh doanh|bao mat
mat khau|mat do|MẬT KHẨU|tôi mất điện thoại|toi mat dien thoai|do mất điện|do mat dien|mất dữ liệu
mat du lieu|tài liệu mất rồi|tai lieu mat roi|mặt bằng|mat bang|giai phong mat bang|co mat tai cuoc hop
vắng mặt|đau mắt|bi dau mat|mật ong|mật mã|ra mat he thong|mat ket noi|cho tôi mật khẩu
hệ thống mất an toàn|toi mat 3 ngay lam bao cao|bảo vệ bí mật nhà nước|tập huấn bảo vệ bí mật nhà nước
mat song|gap mat|thân mật|văn bản không mật|không phải tài liệu mật|BẢO MẬT|TOI MAT DIEN THOAI|mất
confidentiality of personal data|tối mắt tối mũi|do mat mang|tai lieu mat trang cuoi|độ bảo mật
do bao mat|cấp độ bảo mật|secret santa|NV-004 mất 3 ngày|mat 3 ngay|bị mất hồ sơ|ho so bi mat
từ tối mật khẩu bị đổi|kế hoạch mặt trận|cap lai mat khau|nhap mat khau|dữ liệu mất|du lieu mat|mất mạng
thông tin cá nhân được bảo mật
"""


def lines(table: str) -> list[str]:
    return [text for line in table.split("\n") for text in line.split("|") if text]


@pytest.mark.parametrize("text", lines(MARKED))
def test_a_mark_is_found(text: str) -> None:
    span = find_classified_mark(text)
    assert span is not None
    assert 0 <= span[0] < span[1] <= len(text)


@pytest.mark.parametrize("text", lines(MARKED))
def test_a_mark_is_found_in_decomposed_text(text: str) -> None:
    assert find_classified_mark(unicodedata.normalize("NFD", text)) is not None


@pytest.mark.parametrize("text", lines(ORDINARY))
def test_an_ordinary_word_passes(text: str) -> None:
    assert find_classified_mark(text) is None
    assert find_classified_mark(unicodedata.normalize("NFD", text)) is None


def test_the_mark_on_the_first_line_of_a_paper_is_found() -> None:
    text = "MẬT\nKính gửi: Văn phòng Ủy ban\nNV-001 đạt 60%"
    assert find_classified_mark(text) == (0, 3)


def test_the_mark_deep_in_a_long_text_is_found() -> None:
    assert find_classified_mark("Báo cáo tiến độ. " * 2000 + "Tài liệu tối mật.") is not None


def test_invisible_characters_do_not_hide_a_mark() -> None:
    assert find_classified_mark("tài liệu tối\u200b m\u200bật") is not None


@given(st.text(max_size=300))
def test_it_never_raises(text: str) -> None:
    span = find_classified_mark(text)
    assert span is None or 0 <= span[0] <= span[1] <= len(text)
