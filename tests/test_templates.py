"""Templates keep the content security policy and say nothing that cannot be translated."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.tree import PACKAGE, is_test, short, with_suffix

TEMPLATES = [path for path in with_suffix(".html", ".svg", ".txt", under=PACKAGE) if "templates" in path.parts]
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)|<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:|\shx-on|hx-vals=[\"']js:",
    re.IGNORECASE,
)
TRANSLATED = re.compile(r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}", re.DOTALL)
COMMENT = re.compile(
    r"{%\s*comment\b.*?{%\s*endcomment\s*%}|{#.*?#}|<!--.*?-->|{% block \w*(?:class|attrs) %}.*?{% endblock",
    re.DOTALL,
)
SPEAKING = re.compile(r"\b(?:title|alt|placeholder|aria-label|content)\s*=\s*\"([^\"]*)\"")
TAG = re.compile(r"<[^>]+>")
CODE = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
WORD = re.compile(r"[^\W\d_]{2,}")
NOT_WORDS = {"html", "nbsp", "amp", "times", "rarr", "larr", "middot", "mdash", "ndash", "hellip", "copy", "lt", "gt"}
MACHINE_CONTENT = re.compile(r"^(?:width=|#|noindex|\{|light|same-origin|[\w/-]+;|telephone=no)")
NAMES = {"Điểm", "Sáng", "MINH", "HỌA", "Tiếng", "Việt", "English", "CSV", "XLSX", "PDF", "Excel", "UBND"}


def untranslated(source: str) -> list[str]:
    """Words that a reader sees and gettext does not."""
    source = COMMENT.sub(" ", TRANSLATED.sub(" ", source))
    texts = [CODE.sub(" ", value) for value in SPEAKING.findall(source) if not MACHINE_CONTENT.match(value)]
    visible = TAG.sub(" ", CODE.sub(" ", source))
    words = WORD.findall(" ".join([visible, *texts]))
    return [word for word in words if word not in NAMES and word.lower() not in NOT_WORDS]


@pytest.mark.parametrize("path", TEMPLATES, ids=short)
def test_no_inline_script_or_style(path: Path) -> None:
    assert not INLINE.findall(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", TEMPLATES, ids=short)
def test_everything_said_can_be_translated(path: Path) -> None:
    assert not untranslated(path.read_text(encoding="utf-8"))


def test_html_made_in_python_has_no_inline_style_either() -> None:
    made = re.compile(r"<\w[^>\n]*\s(?:style|onclick|onload)\s*=")
    sources = [path for path in with_suffix(".py", under=PACKAGE) if not is_test(path)]
    assert not [short(path) for path in sources if made.search(path.read_text(encoding="utf-8"))]


def test_the_checks_can_fail() -> None:
    assert INLINE.search('<p style="color:red">') and INLINE.search("<script>alert(1)</script>")
    assert not INLINE.search('<script src="/static/hub/hub.js" defer></script>')
    assert untranslated("<p>Chưa dịch</p>") and untranslated('<input placeholder="Tìm">')
    assert not untranslated('{% translate "Đã dịch" %}<b>{{ name }}</b>{% blocktranslate %}Câu{% endblocktranslate %}')
