"""Tasks found by words of their titles."""

import pytest

from bot.language import build_title_index, match_titles

TITLES = (
    ("NV-001", "Ban hành Kế hoạch chuyển đổi số năm 2024 (12 bộ, ngành và 20 địa phương chưa ban hành)"),
    ("NV-004", "Tích hợp, công bố thủ tục hành chính về đăng ký kinh doanh trên Cổng Dịch vụ công quốc gia"),
    ("NV-005", "Tích hợp, công bố thủ tục hành chính về đăng ký thuế trên Cổng Dịch vụ công quốc gia"),
    ("NV-006", "Kết nối, chia sẻ dữ liệu người có công, bảo trợ xã hội, hộ nghèo, hộ cận nghèo"),
    ("NV-022", "Phủ sóng di động 620 điểm lõm sóng còn lại"),
    ("NV-023", "Tổ chức hội nghị chuyên đề chuyển đổi số ngành nông nghiệp"),
    ("NV-032", "Bảo đảm 100% sử dụng chữ ký số trên môi trường mạng từ trung ương đến cấp xã"),
    ("NV-037", "Phối hợp doanh nghiệp viễn thông mở rộng vùng phủ sóng 5G trên địa bàn tỉnh Bắc Giang"),
)
INDEX = build_title_index(TITLES)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("chữ ký số", "NV-032"),
        ("chu ky so", "NV-032"),
        ("hội nghị nông nghiệp", "NV-023"),
        ("dữ liệu hộ nghèo", "NV-006"),
        ("đăng ký thuế", "NV-005"),
        ("phủ sóng 5G Bắc Giang", "NV-037"),
        ("lõm sóng", "NV-022"),
        ("kế hoạch CĐS 2024 xong rồi", "NV-001"),
    ],
)
def test_the_best_title_comes_first(text: str, key: str) -> None:
    assert match_titles(text, INDEX)[0].key == key


def test_words_of_no_title_match_nothing() -> None:
    assert match_titles("ăn cơm chưa bot ơi", INDEX) == () or match_titles("zzz", INDEX) == ()
    assert match_titles("zzz qqq", INDEX) == ()


def test_an_index_and_plain_pairs_give_the_same() -> None:
    assert match_titles("hộ nghèo", INDEX) == match_titles("hộ nghèo", TITLES)


def test_scores_fall_and_stay_between_0_and_1() -> None:
    scores = [match.score for match in match_titles("công bố thủ tục hành chính", INDEX)]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


def test_a_key_with_titles_in_two_languages_comes_once() -> None:
    index = build_title_index([("A", "chữ ký số"), ("A", "digital signatures"), ("B", "dữ liệu đất đai")])
    assert [match.key for match in match_titles("digital signatures chữ ký số", index)] == ["A"]
