"""Pictures of the guides (docs/pictures/guide), from a running demonstration hub.

    python tools/up.py --then tools/guide.py

Every picture shows a page as the guide describes it; names and activity in it are *minh họa*. The hub is a throw-away:
one workbook with a slip is brought to it, and not applied.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
from playwright.sync_api import Browser, FilePayload, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.hub import environment
from tools.png import with_few_colours
from tools.shots import ARGUMENTS, ROOT, sign_in

OUT = ROOT / "docs" / "pictures" / "guide"
LIMIT = 120_000
REFORM = "tuyen-quang-2025-07-01"
PAGES: dict[str, tuple[str, str]] = {
    "nguoi": ("quan", "/nguoi/"),
    "them-nguoi": ("quan", "/nguoi/them-nguoi/"),
    "mot-nguoi": ("quan", "/nguoi/huong/"),
    "giao-vai": ("quan", "/nguoi/huong/giao-vai/"),
    "dang-nhap-cua": ("quan", "/nguoi/huong/dang-nhap/"),
    "hai-buoc": ("quan", "/toi/hai-buoc/"),
    "co-quan": ("quan", "/co-quan/"),
    "phan-cong-lai": ("quan", f"/nguoi/phan-cong-lai/?dot={REFORM}"),
    "sap-xep": ("quan", "/dia-ban/sap-xep/"),
    "mot-dot": ("quan", f"/dia-ban/sap-xep/{REFORM}/"),
    "hoan-tac": ("quan", f"/dia-ban/sap-xep/{REFORM}/hoan-tac/"),
    "soan-dot": ("quan", "/dia-ban/sap-xep/moi/"),
    "ban-giao": ("quan", f"/dia-ban/sap-xep/{REFORM}/ban-giao/"),
    "nhap": ("lan", "/nhap/"),
    "nhap-danh-sach": ("lan", "/nhap/points/"),
    "van-ban": ("lan", "/van-ban/"),
    "nhat-ky": ("quan", "/nhat-ky/"),
    "man-hinh": ("lan", "/man-hinh/"),
    "man-hinh-ghep": ("lan", "/man-hinh/ghep/?ma={waiting}&diem=TQ-0085"),
    "man-hinh-noi-dung": ("lan", "/man-hinh/noi-dung/"),
    "man-hinh-cai-dat": ("lan", "/man-hinh/cai-dat/diem/TQ-0085/"),
    "thu-vien-mot": ("lan", "/thu-vien/khai_sinh/"),
    "su-dung": ("lan", "/su-dung/"),
    "khao-sat": ("lan", "/khao-sat/"),
    "khao-sat-ghi": ("lan", "/diem/TQ-0093/khao-sat/"),
    "thiet-bi": ("lan", "/thiet-bi/"),
    "doi-soat-thiet-bi": ("lan", "/thiet-bi/doi-chieu/KH-207-2023/"),
    "nghiem-thu": ("lan", "/thiet-bi/nghiem-thu/"),
    "bien-ban": ("lan", "/bien-ban/"),
    "duong-truyen": ("lan", "/van-hanh/sap-het/"),
    "can-chu-y": ("lan", "/can-chu-y/"),
    "su-co": ("lan", "/van-hanh/su-co/"),
    "tap-huan": ("lan", "/tap-huan/"),
    "nen-tang": ("lan", "/nen-tang/dot/"),
    "nguoi-phu-trach": ("lan", "/van-hanh/nguoi-phu-trach/TQ-0085/"),
    "ngay-dau": ("lan", "/van-hanh/nguoi-phu-trach/TQ-0085/ngay-dau/"),
    "so-thang": ("lan", "/van-hanh/so/TQ-0085/"),
    "so-hom-nay": ("dung", "/van-hanh/so/hom-nay/"),
}
"""Picture → who looks, at which address; ``{waiting}`` is the code of a TV that asks to be claimed."""
ON_A_PHONE = {"so-hom-nay"}
"""Pictures of what is used on a phone: 390 wide instead of 1366."""


def take(page: Page, name: str) -> str:
    """The top of the open page; what is wrong with it, or nothing."""
    page.evaluate("document.fonts.ready.then(() => true)")
    path = OUT / f"{name}.png"
    path.write_bytes(with_few_colours(page.screenshot()))
    size = path.stat().st_size
    return f"{name}: {size} byte, quá {LIMIT}" if size > LIMIT else ""


def with_a_slip(content: bytes) -> bytes:
    """The export with one village changed and one commune misspelt."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.active
    assert sheet is not None
    head = next(row for row in sheet.iter_rows(max_row=20) if any(cell.value == "Mã điểm" for cell in row))
    columns = {str(cell.value): cell.column for cell in head if cell.value and cell.column}
    first = (head[0].row or 1) + 1
    for word, row, text in (("Thôn", first, "Thôn 3 (minh họa)"), ("Xã", first + 1, "Nà Hangg")):
        column = next((at for label, at in columns.items() if label.startswith(word)), None)
        if column:
            sheet.cell(row=row, column=column, value=text)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def bring_a_file(page: Page, base: str) -> str:
    """Export the points, make a slip, bring the file back: its page is then open."""
    answer = page.request.get(f"{base}/nhap/points/xuat/")
    page.goto(f"{base}/nhap/points/")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    file: FilePayload = {"name": "diem-ho-tro.xlsx", "mimeType": kind, "buffer": with_a_slip(answer.body())}
    page.set_input_files("input[type=file]", files=[file])
    page.click("main form[enctype] button[type=submit]")
    page.wait_for_load_state("load")
    return take(page, "nhap-xem-thu")


def photograph(browser: Browser, base: str, people: dict[str, Any], waiting: str, only: str) -> list[str]:
    """All pictures whose name begins with ``only``; the list of faults."""
    faults = []
    wanted = {name: (who, href.format(waiting=waiting)) for name, (who, href) in PAGES.items() if name.startswith(only)}
    for who in sorted({who for who, _href in wanted.values()}):
        context = browser.new_context(
            viewport={"width": 1366, "height": 768},
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            storage_state=sign_in(browser, base, people[who]),
        )
        page = context.new_page()
        for name, (viewer, href) in wanted.items():
            if viewer != who:
                continue
            page.set_viewport_size(
                {"width": 390, "height": 844} if name in ON_A_PHONE else {"width": 1366, "height": 768}
            )
            answer = page.goto(f"{base}{href}", wait_until="load")
            if answer is None or answer.status != 200:
                faults.append(f"{name}: {href} trả {answer.status if answer else 'không gì'}")
                continue
            faults.append(take(page, name))
        if who == "lan" and "nhap-xem-thu".startswith(only):
            faults.append(bring_a_file(page, base))
        context.close()
    return [fault for fault in faults if fault]


def main() -> int:
    """Exit code: 0 when every picture was taken and is small enough."""
    parser = argparse.ArgumentParser(description="Chụp ảnh cho các hướng dẫn.")
    parser.add_argument("--url", required=True)
    parser.add_argument("--cast", type=Path, required=True, help="tệp cast.json của hub trình diễn")
    parser.add_argument("--only", default="", help="chỉ các ảnh có tên bắt đầu bằng chữ này")
    options = parser.parse_args()
    command = [sys.executable, "tools/screens_on_show.py", "few"]
    home = environment(options.cast.parent)
    shown = subprocess.run(command, env=home, cwd=ROOT, check=True, capture_output=True, text=True)
    people = {person["username"]: person for person in json.loads(options.cast.read_text(encoding="utf-8"))}
    OUT.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=os.environ.get("DIEMSANG_CHROMIUM") or "/usr/bin/chromium", args=ARGUMENTS
        )
        faults = photograph(browser, options.url, people, shown.stdout.strip(), options.only)
        browser.close()
    for fault in faults:
        print(f"SAI  {fault}")
    print(f"{len(list(OUT.glob('*.png')))} ảnh trong {OUT}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
