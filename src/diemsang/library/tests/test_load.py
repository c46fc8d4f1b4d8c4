"""Loading a folder: all faults at once, nothing half, nothing twice."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied

from diemsang.accounts.models import User
from diemsang.core.actor import SYSTEM
from diemsang.core.errors import Refused
from diemsang.library.actions import load_library, publish
from diemsang.library.models import Audience, Edition, LanguageVariety, Product, Track
from diemsang.library.tests.conftest import EXAMPLES, approve_all, load_and_approve, write_product


def refused(folder: Path) -> dict[str, str]:
    """What a load complains of, by place."""
    with pytest.raises(Refused) as caught:
        load_library(actor=SYSTEM, path=folder)
    assert not Product.objects.exists()
    return {problem.where: problem.message for problem in caught.value.problems}


def test_the_examples_load_whole_and_only_once(library_home: Path) -> None:
    first = load_library(actor=SYSTEM, path=EXAMPLES)
    assert {row.status for row in first.products} == {"created"}
    assert LanguageVariety.objects.filter(tag="x-minh-hoa", illustration=True).exists()
    assert Product.objects.get(code="ui_prompts").kind == "prompts"
    editions = list(Edition.objects.values_list("pk", "content_hash"))
    second = load_library(actor=SYSTEM, path=EXAMPLES)
    assert {row.status for row in second.products} == {"unchanged"}
    assert second.varieties == []
    assert list(Edition.objects.values_list("pk", "content_hash")) == editions


def test_every_fault_is_told_at_once_with_its_file_and_field(library_home: Path, folder: Path) -> None:
    own = write_product(folder, "rua_tay", more='mau = "xanh"\n[audience]\nareas = ["99999"]\npoints = ["TQ-9999"]')
    (own / "tyz.toml").write_text('title = ""\n[[parts]]\ntext = "Một."\naudio = "khong-co.ogg"\n', encoding="utf-8")
    (own / "abc.toml").write_text('title = "x"', encoding="utf-8")
    found = refused(folder)
    assert set(found) == {
        "rua_tay/product.toml, mau",
        "rua_tay/product.toml, audience, areas",
        "rua_tay/product.toml, audience, points",
        "rua_tay/tyz.toml, title",
        "rua_tay/tyz.toml, parts 1, audio",
        "rua_tay/tyz.toml, parts 1, picture",
        "rua_tay/abc.toml",
    }


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("ngoai.ogg", None, "nằm ngoài thư mục"),
        ("a.ogg", b"OggS" + b"\0" * 24 + b"OpusHead\x01\x01\x38\x01" + b"\0" * 40, "hỏng hoặc bị cắt"),
        ("a.ogg", b"ID3\x04" + b"\xff\xfb" * 40, "không phải loại tệp được nhận"),
        ("a.svg", b"<svg onload='x()'/>", "không phải loại tệp được nhận"),
    ],
)
def test_media_that_would_not_play_is_refused(
    library_home: Path, folder: Path, name: str, content: bytes | None, told: str
) -> None:
    own = write_product(folder, "rua_tay")
    if content is None:
        shutil.copy(folder / "chao.ogg", folder.parent / name)
        name = f"../../{name}"
    else:
        (own / name).write_bytes(content)
    track = (own / "vi.toml").read_text(encoding="utf-8").replace('spoken = "../chao.ogg"', f'spoken = "{name}"')
    (own / "vi.toml").write_text(track, encoding="utf-8")
    assert told in refused(folder)["rua_tay/vi.toml, spoken"]


def test_a_length_that_is_said_must_be_the_file_s(library_home: Path, folder: Path) -> None:
    own = write_product(folder, "rua_tay")
    track = (own / "vi.toml").read_text(encoding="utf-8")
    said = track.replace('spoken = "../chao.ogg"', 'spoken = { file = "../chao.ogg", ms = 9000 }')
    (own / "vi.toml").write_text(said, encoding="utf-8")
    assert "9000" in refused(folder)["rua_tay/vi.toml, spoken"]


def test_a_changed_draft_is_replaced_and_its_approvals_are_gone(library_home: Path, folder: Path) -> None:
    write_product(folder, "rua_tay")
    load_and_approve(folder)
    write_product(folder, "rua_tay", title="Rửa tay bằng xà phòng")
    (row,) = load_library(actor=SYSTEM, path=folder).products
    edition = Edition.objects.get()
    assert (row.status, edition.state, edition.reviews.count()) == ("changed", "draft", 0)
    assert Track.objects.get().title == "Rửa tay bằng xà phòng"


def test_what_was_published_needs_a_higher_number(library_home: Path, folder: Path) -> None:
    write_product(folder, "rua_tay")
    load_and_approve(folder)
    publish(actor=SYSTEM)
    write_product(folder, "rua_tay", title="Khác")
    with pytest.raises(Refused, match="edition = 2"):
        load_library(actor=SYSTEM, path=folder)
    write_product(folder, "rua_tay", title="Khác", edition=2)
    load_library(actor=SYSTEM, path=folder)
    approve_all()
    publish(actor=SYSTEM)
    states = dict(Edition.objects.values_list("number", "state"))
    assert states == {1: "superseded", 2: "published"}


def test_an_audience_is_kept(library_home: Path, folder: Path) -> None:
    write_product(folder, "rua_tay", more='[audience]\nvarieties = ["tyz"]')
    load_library(actor=SYSTEM, path=folder)
    assert [row.variety.tag for row in Audience.objects.all() if row.variety] == ["tyz"]


def test_nobody_loads_without_the_right(stranger: User, folder: Path) -> None:
    with pytest.raises(PermissionDenied):
        load_library(actor=stranger, path=folder)


def test_captions_may_be_webvtt(library_home: Path, folder: Path) -> None:
    own = write_product(folder, "nghe_ke")
    product = (own / "product.toml").read_text(encoding="utf-8").replace('"story"', '"audio"')
    (own / "product.toml").write_text(product, encoding="utf-8")
    cues = "WEBVTT\n\nNOTE lời\n\n1\n00:00.500 --> 00:02.000 align:start\n<v Bà>Ngày xưa,\nbà dệt vải.\n\n"
    (own / "loi.vtt").write_text(cues + "01:00:02.000 --> 01:00:03.250\nHết.\n", encoding="utf-8")
    (own / "vi.toml").write_text('title = "Dệt"\naudio = "../chao.ogg"\ncaptions = "loi.vtt"\n', encoding="utf-8")
    load_library(actor=SYSTEM, path=folder)
    assert Track.objects.get().document["captions"] == [
        [500, 2000, "Ngày xưa, bà dệt vải."],
        [3602000, 3603250, "Hết."],
    ]
