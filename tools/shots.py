"""Pictures of every page in three sizes, with checks that fail the run. Run by ``./dev shots``.

Signs in as each person of a running demonstration hub, opens every page of the menu and what they lead to, writes
``shots/<person>-<page>-<size>.png`` and ends with a list when a page overflows sideways, breaks WCAG 2.1 AA (axe),
writes to the console, or weighs too much; also prints the sheets that must fit on one page of A4.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, FilePayload, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.hub import environment

ROOT = Path(__file__).resolve().parent.parent
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SIZES = {"1366": (1366, 768), "390": (390, 844), "1920": (1920, 1080)}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
FIRST_PAGE_BYTES, LATER_PAGE_BYTES = 200_000, 40_000
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--lang=vi",
]
ROOTS = (
    "ke-hoach",
    "diem",
    "dia-ban",
    "dia-ban-sap-xep",
    "nguoi",
    "co-quan",
    "van-ban",
    "nhat-ky",
    "nhap",
    "toi",
    "thu-vien",
    "man-hinh",
    "su-dung",
    "khao-sat",
    "thiet-bi",
    "van-hanh",
    "bien-ban",
    "can-chu-y",
    "tap-huan",
    "nen-tang",
    "hoi-dap",
)
NEEDS_A_QUESTION = ("/thiet-bi/tem/",)
"""Pages that are nothing without what stands behind the question mark, which walking drops."""
WALKED = tuple(f"/{name}/" for name in ROOTS if name != "dia-ban-sap-xep")
"""Where pages of single things are looked for: one of each kind."""
NAMED = re.compile(r"^(/thu-vien|/man-hinh/cai-dat/dia-ban)/[^/]+")
"""Addresses whose own key need not hold a digit."""
FAULTY = "Mã điểm;Xã;Vĩ độ\nTQ-0083;Xã Nang Khaa;1\nTQ-9999;Xã Không Có;x\n"
"""A workbook of points with faults, so that the page of a checked file has something to show."""
ONE_SHEET = ("diem-mot", "lanh-dao", "man-hinh-the-nhanh")
"""Pages that must print on one sheet of A4."""


@dataclass
class Report:
    """What went wrong, and what things weigh."""

    problems: list[str] = field(default_factory=list)
    weights: list[tuple[str, int]] = field(default_factory=list)
    pictures: int = 0

    def fail(self, where: str, what: str) -> None:
        """One more thing to mend, said at once and once: a run is long, and may be stopped."""
        problem = f"{where}: {what}"
        if problem not in self.problems:
            self.problems.append(problem)
            print(f"SAI  {problem}", flush=True)


def pages_for(page: Page, base: str) -> dict[str, str]:
    """Name → address of what this person can open: the menu, then one page of each kind found by walking on."""
    page.goto(f"{base}/")
    links = page.eval_on_selector_all(".ds-side .ds-nav a", "all => all.map(a => a.getAttribute('href'))")
    found = {_name(href): href for href in links}
    found |= {"tim": "/tim/", "tim-na-hang": "/tim/?q=na+hang", "tim-khong-thay": "/tim/?q=zzzzzz", "toi": "/toi/"}
    found["khong-co-trang"] = "/khong-co-trang-nay/"
    waiting = [href for name, href in found.items() if name in ROOTS]
    seen = set(waiting)
    while waiting:
        here = waiting.pop(0)
        try:
            page.goto(f"{base}{here}")
        except PlaywrightError:
            found = {name: href for name, href in found.items() if href != here}  # a file to download, not a page
            continue
        for other in page.eval_on_selector_all("main a[href]", "all => all.map(a => a.getAttribute('href'))"):
            path = other.split("?")[0].split("#")[0]
            if path.startswith(WALKED) and path not in (*seen, *NEEDS_A_QUESTION) and not _known_kind(path, found):
                found[_name(path)] = path
                seen.add(path)
                waiting.append(path)
    if "/nhap/points/" in found.values():
        found["nhap-kiem-tra"] = _checked_file(page, base)
    return found


def _checked_file(page: Page, base: str) -> str:
    """Send a file with faults; the address of what the hub says of it."""
    page.goto(f"{base}/nhap/points/")
    file: FilePayload = {"name": "diem.csv", "mimeType": "text/csv", "buffer": FAULTY.encode()}
    page.set_input_files("input[type=file]", files=[file])
    page.click("main form[method=post] button[type=submit]")
    page.wait_for_url("**/nhap/lan/**")
    return page.url.removeprefix(base)


def _shape(path: str) -> str:
    """An address with its own key taken out: two points' pages are one kind of page."""
    bare = NAMED.sub(r"\1/*", path.split("?")[0])
    return re.sub(r"/[^/]*\d[^/]*", "/*", bare)


def _known_kind(path: str, found: dict[str, str]) -> bool:
    return any(_shape(path) == _shape(known) for known in found.values())


def _name(href: str) -> str:
    words = re.sub(r"/[^/]*\d[^/]*", "/mot", NAMED.sub(r"\1/mot", href.split("?")[0])).strip("/").replace("/", "-")
    return words or "trang-dau"


def sign_in(browser: Browser, base: str, person: dict[str, Any]) -> Any:
    """The cookies of a signed-in person; once for each, because the hub limits sign-ins per minute."""
    context = browser.new_context(locale="vi-VN")
    page = context.new_page()
    page.goto(f"{base}/dang-nhap/")
    page.fill("input[name=login]", person["username"])
    page.fill("input[name=password]", person["password"])
    page.click("form button[type=submit].btn-primary")
    page.wait_for_selector(".ds-side")
    state = context.storage_state()
    context.close()
    return state


def watch(page: Page, report: Report, who: str) -> None:
    """Console errors and CSP violations count against the page that was open; a wanted 404 does not."""

    def heard(message: Any) -> None:
        if message.type in {"error", "warning"} and "404 (Not Found)" not in message.text:
            report.fail(f"{who} {page.url}", f"bảng điều khiển: {message.text}")

    page.on("console", heard)
    page.on("pageerror", lambda error: report.fail(f"{who} {page.url}", f"lỗi kịch bản: {error}"))


def opened(page: Page, address: str) -> int:
    """Open, wait until fonts are drawn; the status."""
    answer = page.goto(address, wait_until="load")
    page.evaluate("document.fonts.ready.then(() => true)")
    return answer.status if answer else 0


def check(page: Page, report: Report, where: str, *, axe: bool = True) -> None:
    """Overflow, and axe, on the page that is open."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if wide > 0:
        report.fail(where, f"tràn ngang {wide} px")
    if not axe:
        return
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result = page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})", RULES
    )
    for fault in result["violations"]:
        for node in fault["nodes"][:3]:
            report.fail(where, f"axe {fault['id']}: {' '.join(map(str, node['target']))} – {fault['help']}")


def photograph(browser: Browser, base: str, person: dict[str, Any], out: Path, report: Report, only: str) -> None:
    """Every page of one person in every size."""
    who = person["username"]
    pages: dict[str, str] = {}
    state = sign_in(browser, base, person)
    for size, (width, height) in SIZES.items():
        context = browser.new_context(
            viewport={"width": width, "height": height},
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            bypass_csp=True,
            storage_state=state,
        )
        page = context.new_page()
        watch(page, report, f"{who} {size}")
        pages = pages or pages_for(page, base)
        for name, href in pages.items():
            if only and only not in name:
                continue
            status = opened(page, f"{base}{href}")
            where = f"{who} {name} {size}"
            if status >= 400 and name != "khong-co-trang":
                report.fail(where, f"mã {status}")
            check(page, report, where, axe=size != "1920")
            page.screenshot(path=out / f"{who}-{name}-{size}.png", full_page=size != "1920")
            report.pictures += 1
            if size == "1366" and name in ONE_SHEET:
                one_sheet(page, out / f"{who}-{name}.pdf", report, where)
        context.close()


def one_sheet(page: Page, path: Path, report: Report, where: str) -> None:
    """The page as a PDF of A4; more than one sheet is a fault."""
    data = page.pdf(path=path, prefer_css_page_size=True, print_background=True)
    sheets = len(re.findall(rb"/Type\s*/Page[^s]", data))
    if sheets != 1:
        report.fail(where, f"in ra {sheets} tờ A4, phải là 1")


def weigh(browser: Browser, base: str, person: dict[str, Any], report: Report) -> None:
    """Bytes on the wire with the real CSP: sign-in page cold, then pages with a warm cache."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN")
    page = context.new_page()
    watch(page, report, "cân")
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    total = {"bytes": 0}

    def count(event: dict[str, Any]) -> None:
        total["bytes"] += int(event["encodedDataLength"])

    devtools.on("Network.loadingFinished", count)

    def step(label: str, limit: int) -> None:
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(150)
        report.weights.append((label, total["bytes"]))
        if total["bytes"] > limit:
            report.fail(label, f"{total['bytes']} byte, giới hạn {limit}")
        total["bytes"] = 0

    page.goto(f"{base}/dang-nhap/")
    step("trang đăng nhập, lần đầu", FIRST_PAGE_BYTES)
    page.fill("input[name=login]", person["username"])
    page.fill("input[name=password]", person["password"])
    page.click("form button[type=submit].btn-primary")
    step("trang đầu sau đăng nhập", FIRST_PAGE_BYTES)
    for name, href in pages_for(page, base).items():
        page.wait_for_load_state("networkidle")
        total["bytes"] = 0
        page.goto(f"{base}{href}")
        step(f"sau đó: {name}", LATER_PAGE_BYTES)
    context.close()


def main() -> int:
    """Exit code: 0 when every page is in order."""
    parser = argparse.ArgumentParser(prog="./dev shots", description="Chụp mọi trang, kiểm tra, cân.")
    parser.add_argument("--url", required=True)
    parser.add_argument("--cast", type=Path, required=True, help="tệp cast.json của hub trình diễn")
    parser.add_argument("--person", default="", help="chỉ một người")
    parser.add_argument("--page", default="", help="chỉ các trang có tên chứa chữ này")
    parser.add_argument("--out", type=Path, default=ROOT / "shots")
    options = parser.parse_args()
    people = json.loads(options.cast.read_text(encoding="utf-8"))
    subprocess.run(
        [sys.executable, "tools/screens_on_show.py", "few"], env=environment(options.cast.parent), cwd=ROOT, check=True
    )
    chosen = [person for person in people if options.person in {"", person["username"]}]
    options.out.mkdir(parents=True, exist_ok=True)
    report = Report()
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=os.environ.get("DIEMSANG_CHROMIUM") or "/usr/bin/chromium", args=ARGUMENTS
        )
        anonymous = browser.new_page(viewport={"width": 1366, "height": 768}, bypass_csp=True, locale="vi-VN")
        watch(anonymous, report, "khách")
        anonymous.goto(f"{options.url}/dang-nhap/", wait_until="networkidle")
        check(anonymous, report, "khách dang-nhap")
        anonymous.screenshot(path=options.out / "khach-dang-nhap-1366.png")
        anonymous.close()
        for person in chosen:
            photograph(browser, options.url, person, options.out, report, options.page)
        if not options.page:
            weigh(browser, options.url, chosen[0], report)
        browser.close()
    for label, size in report.weights:
        print(f"{size / 1000:8.1f} kB  {label}")
    print(f"{report.pictures} ảnh trong {options.out}; {len(report.problems)} chỗ phải sửa")
    return 1 if report.problems else 0


if __name__ == "__main__":
    sys.exit(main())
