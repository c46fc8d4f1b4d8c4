"""The English catalogue: whole, and with the same placeholders as the Vietnamese."""

from __future__ import annotations

import re

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from django.utils.translation import gettext, override

from diemsang.audit.registry import registered
from diemsang.core.paths import PACKAGE

_PLACE = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*[^}]*\}")


def messages() -> list[Message]:
    with (PACKAGE / "locale" / "en" / "LC_MESSAGES" / "django.po").open("rb") as handle:
        return [message for message in read_po(handle, abort_invalid=True) if message.id]


def forms(text: object) -> list[str]:
    return [text] if isinstance(text, str) else list(text)  # type: ignore[call-overload]


def test_nothing_is_left_untranslated_or_doubtful() -> None:
    assert len(messages()) > 1000
    assert [message.id for message in messages() if message.fuzzy or not all(forms(message.string))] == []


def test_translations_keep_the_placeholders() -> None:
    wrong = [
        message.id
        for message in messages()
        for translated in forms(message.string)
        if sorted(_PLACE.findall(translated)) != sorted(_PLACE.findall(forms(message.id)[-1]))
    ]
    assert wrong == []


def test_the_sentences_of_the_journal_are_in_the_catalogue() -> None:
    """Django's own ``makemessages`` does not find them; ours does (docs/ui.md)."""
    known = {message.id for message in messages()}
    told = {sentence for action, sentence in registered().items() if not action.startswith("test.")}
    assert sorted(told - known) == []


@pytest.mark.parametrize(("vietnamese", "english"), [("Kế hoạch", "Plan"), ("chưa ghi", "no record")])
def test_the_built_catalogue_is_what_the_hub_reads(vietnamese: str, english: str) -> None:
    with override("en"):
        assert gettext(vietnamese) == english
    with override("vi"):
        assert gettext(vietnamese) == vietnamese


def test_kinds_of_units_are_part_of_their_names_in_every_language() -> None:
    """Loading compares names with their kind, places keep them for searching: a reader's language changes nothing."""
    with override("en"):
        assert [gettext(kind) for kind in ("huyện", "xã", "thị trấn")] == ["huyện", "xã", "thị trấn"]
