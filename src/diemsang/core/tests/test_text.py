"""Vietnamese text keeps one form, is found however it is typed, and sorts as in a dictionary."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diemsang.core.text import marked_key, nfc, search_key, sort_key, telex

LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
vietnamese = st.text(alphabet=LETTERS + LETTERS.upper() + " -'0123456789", max_size=40)


@given(st.text(max_size=60))
def test_the_stored_form_is_stable(text: str) -> None:
    assert nfc(nfc(text)) == nfc(text)
    assert unicodedata.is_normalized("NFC", nfc(text))


@given(vietnamese)
def test_decomposed_and_composed_input_are_one(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    for function in (nfc, search_key, marked_key, telex, sort_key):
        assert function(decomposed) == function(text)


@given(vietnamese)
def test_keys_are_stable_and_blind_to_case(text: str) -> None:
    assert search_key(search_key(text)) == search_key(text)
    assert search_key(text.upper()) == search_key(text)
    assert marked_key(text.upper()) == marked_key(text)
    assert all(ord(char) < 128 for char in search_key(text))


@given(vietnamese, vietnamese)
def test_equal_marks_mean_equal_without_marks(one: str, other: str) -> None:
    if marked_key(one) == marked_key(other):
        assert search_key(one) == search_key(other)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Nà\u00a0 Hang\t", "Nà Hang"),
        ("Nà\u200bHang", "NàHang"),
        ("\ufeffSơn Dương", "Sơn Dương"),
        ("Ðồng Văn", "Đồng Văn"),
        ("Tuye\u0302n Quang", "Tuyên Quang"),
        ("a\x00b", "ab"),
    ],
)
def test_what_is_stored(typed: str, stored: str) -> None:
    assert nfc(typed) == stored


@pytest.mark.parametrize("written", ["Hòa Bình", "Hoà Bình", "HOÀ BÌNH", "hoa binh", "Ho\u0300a Bi\u0300nh"])
def test_every_way_of_writing_is_found(written: str) -> None:
    assert search_key(written) == "hoa binh"


def test_marks_tell_words_apart_but_not_where_the_tone_stands() -> None:
    assert marked_key("Hoà") == marked_key("Hòa") != marked_key("Hoá")
    assert marked_key("thuỷ") == marked_key("thủy") != marked_key("thúy")
    assert marked_key("Thượng Lâm") != marked_key("Thường Lâm")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Hoaf", "Hoà"),
        ("ddieemr", "điểm"),
        ("Tuyeen Quang", "Tuyên Quang"),
        ("Thuwowngj Laam", "Thượng Lâm"),
        ("dduowngf", "đường"),
        ("tieesng", "tiếng"),
        ("thuowr", "thuở"),
        ("Sown Duwowng", "Sơn Dương"),
        ("xax", "xã"),
    ],
)
def test_slips_of_the_telex_keyboard(typed: str, meant: str) -> None:
    assert marked_key(telex(typed)) == marked_key(meant)


@given(st.lists(st.sampled_from(["Na Hang", "Hàm Yên", "Chiêm Hóa", "Yên Sơn", "Lâm Bình", "Sơn Dương"])))
def test_words_already_written_well_are_left_alone(words: list[str]) -> None:
    text = " ".join(words)
    assert telex(text) == text.lower()


def test_dictionary_order() -> None:
    ordered = [
        *["An", "Ăng", "Ân", "Bạch Xa", "Bản", "Bản Hồ", "Ca", "Cà", "Cả", "Cã", "Cá", "Cạ", "Chiêm Hóa", "Dương"],
        *["Đà Vị", "Đồng Văn", "Hàm Yên", "Hồng Sơn", "Hồng Thái", "Minh Đức", "Mỹ Bằng", "Na Hang", "Nà Hang"],
        *["Nông", "Phù Lưu", "Sơn Dương", "Thượng Lâm", "Tuyên Quang", "Ức", "Vị Xuyên", "Yên Sơn"],
    ]
    assert sorted(reversed(ordered), key=sort_key) == ordered


@given(vietnamese)
def test_the_sort_key_sorts_alike_under_any_collation(text: str) -> None:
    assert set(sort_key(text)) <= set("0123456789")
    assert len(sort_key(text)) <= 250


@given(vietnamese, vietnamese)
def test_the_sort_key_tells_different_names_apart(one: str, other: str) -> None:
    if len(one) < 30 and len(other) < 30:
        assert (sort_key(one) == sort_key(other)) == (nfc(one).lower() == nfc(other).lower())
