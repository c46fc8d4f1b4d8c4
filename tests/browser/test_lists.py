"""A list at the keyboard, its columns and saved views, in a real browser."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import SignIn


def ticked(page: Page) -> list[str]:
    """Codes of the ticked rows."""
    found: list[str] = page.locator("input[name=diem]:checked").evaluate_all("boxes => boxes.map(box => box.value)")
    return found


def test_rows_are_walked_ticked_and_opened_by_keys(sign_in: SignIn) -> None:
    page = sign_in("lan")
    page.goto("/diem/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert ticked(page) == ["TQ-0002"]
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/diem/TQ-0001/")


def test_keys_stay_out_of_fields_and_modifiers(sign_in: SignIn) -> None:
    page = sign_in("lan")
    page.goto("/diem/")
    page.keyboard.press("/")
    expect(page.locator("#tim-chung")).to_be_focused()
    page.keyboard.type("jx?")
    expect(page.locator("#tim-chung")).to_have_value("jx?")
    expect(page.locator("#phim-tat")).to_be_hidden()
    assert page.locator("tbody tr:focus").count() == 0


def test_help_opens_by_key_and_button_and_letters_can_be_switched_off(sign_in: SignIn) -> None:
    page = sign_in("lan")
    page.goto("/diem/")
    page.keyboard.press("?")
    expect(page.locator("#phim-tat")).to_be_visible()
    page.keyboard.press("j")
    assert page.locator("tbody tr:focus").count() == 0
    page.keyboard.press("Escape")
    expect(page.locator("#phim-tat")).to_be_hidden()
    page.get_by_role("button", name="Phím tắt").click()
    page.locator("[data-keys-off]").check()
    page.get_by_role("button", name="Đóng").click()
    page.reload()
    page.keyboard.press("j")
    assert page.locator("tbody tr:focus").count() == 0


def test_columns_are_chosen_and_kept_under_a_name(sign_in: SignIn) -> None:
    page = sign_in("lan")
    page.goto("/diem/?dia-diem=ro")
    page.locator(".ds-columns summary").click()
    page.get_by_label("Thôn, bản", exact=True).check()
    page.get_by_label("Còn thiếu", exact=True).last.uncheck()
    page.locator(".ds-columns .btn-primary").click()
    expect(page.get_by_role("columnheader", name="Thôn, bản")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Còn thiếu")).to_have_count(0)
    page.locator(".ds-saved summary").click()
    page.get_by_label("Đặt tên").fill("Đã rõ xã, có thôn")
    page.locator(".ds-saved .btn-primary").click()
    expect(page.locator(".ds-saved a[aria-current]")).to_have_text("Đã rõ xã, có thôn")


def test_days_are_written_the_vietnamese_way_whatever_the_browser_speaks(sign_in: SignIn) -> None:
    page = sign_in("lan")
    page.goto("/diem/?ngay=2024-06-30")
    field = page.locator("input[data-day]")
    expect(field).to_have_value("30/06/2024")
    field.fill("31122023")
    field.press("Enter")
    expect(page.locator(".ds-sub")).to_contain_text("31/12/2023")


def test_a_long_filter_bar_is_folded_on_a_phone_until_it_is_asked_for_or_set(sign_in: SignIn) -> None:
    page = sign_in("lan")
    page.goto("/diem/")
    stage, search = page.locator("select[name=giai-doan]"), page.locator(".ds-filters [name=q]")
    expect(stage).to_be_visible()
    expect(page.get_by_text("Bộ lọc", exact=True)).to_be_hidden()
    page.set_viewport_size({"width": 390, "height": 844})
    expect(search).to_be_visible()
    expect(stage).to_be_hidden()
    page.get_by_label("Bộ lọc", exact=True).focus()
    page.keyboard.press("Space")
    expect(stage).to_be_visible()
    stage.select_option("accepted")
    page.wait_for_url("**giai-doan=accepted**")
    expect(stage).to_be_visible()
    page.get_by_role("link", name="Bỏ lọc", exact=True).click()
    expect(stage).to_be_hidden()
