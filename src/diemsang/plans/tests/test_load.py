"""Loading plans into a hub."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from conftest import MakeUser, TuyenQuang
from django.apps import apps
from django.core.exceptions import PermissionDenied

from diemsang.accounts.models import User
from diemsang.areas.models import Area, Reform
from diemsang.audit.models import Entry
from diemsang.core.actor import SYSTEM
from diemsang.documents.models import Decision
from diemsang.plans.actions import LoadReport, load_plan
from diemsang.plans.export import export_plan
from diemsang.plans.models import Anomaly, ListEntry, Plan, PlanVersion, Target
from diemsang.plans.queries import integrity_problems, open_anomalies, plan_cards, version_on, visible_to
from diemsang.plans.tests.folder import (
    LAO_CAI,
    PLAN_FILES,
    TUYEN_QUANG,
    append,
    copy_plan,
    edit,
    refusals,
    told,
)

pytestmark = pytest.mark.django_db


def counts() -> dict[str, int]:
    """Rows of every table, so that a test sees anything written anywhere."""
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def load(folder: Path = TUYEN_QUANG, **more: Any) -> LoadReport:
    return load_plan(actor=SYSTEM, path=folder, **more)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Plan 207's files, without areas, to spoil."""
    return copy_plan(TUYEN_QUANG, tmp_path / "ke-hoach")


@pytest.fixture
def second(folder: Path) -> Path:
    """An adjustment of Plan 207: Yên Sơn has one point more in 2024, and the microphones are put right."""
    edit(folder, "plan.toml", "number = 1", "number = 2")
    edit(folder, "plan.toml", "in_force_from = 2023-09-05", "in_force_from = 2024-06-01")
    edit(folder, "plan.toml", 'key = "kh-207-2023"', 'key = "kh-thu-nghiem-2024"')
    edit(folder, "plan.toml", 'number = "207/KH-UBND"', 'number = "00/KH-THỬ"')
    edit(folder, "targets.csv", "2024,8", "2024,9")
    text = (folder / "items.csv").read_text(encoding="utf-8")
    (folder / "items.csv").write_text(text.replace("cái,1,93", "cái,1,94").replace("cái,2,186", "cái,2,188"), "utf-8")
    edit(folder, "items.csv", "điểm,,93", "điểm,,94")
    edit(folder, "items.csv", "cái,,18", "cái,2,188")
    edit(folder, "items.csv", "bộ,1,93", "bộ,1,94")
    text = (folder / "targets.csv").read_text(encoding="utf-8")
    text = (
        text.replace("2023–2025,18\n", "2023–2025,188\n")
        .replace("2023–2025,93", "2023–2025,94")
        .replace("2023–2025,186", "2023–2025,188")
    )
    (folder / "targets.csv").write_text(text, "utf-8")
    (folder / "anomalies.csv").unlink()
    append(folder, "points.csv", "TQ-0094,QD124/2004,075,Huyện Yên Sơn,25,,")
    return folder


def test_plan_207_loads_with_its_areas_into_an_empty_hub(db: None) -> None:
    report = load()
    assert (report.status, report.version, report.areas_loaded) == ("created", 1, True)
    assert report.counts == {"periods": 4, "items": 7, "targets": 15, "tasks": 4, "rules": 6, "points": 93}
    plan = Plan.objects.get()
    assert str(plan.area.versions.get().title) == "Tỉnh Tuyên Quang"
    assert Target.objects.filter(item__key="point").count() == 9
    assert ListEntry.objects.filter(slot__isnull=True).count() == 22
    assert [row.code for row in open_anomalies(plan)] == ["share-microphone"]
    assert not Reform.objects.exists()


def test_the_same_plan_again_changes_nothing(tq_2023: TuyenQuang, folder: Path) -> None:
    load(folder)
    before = counts()
    assert load(folder).status == "unchanged"
    for name in PLAN_FILES[1:]:
        path = folder / name
        path.write_bytes("\ufeff".encode() + path.read_bytes().replace(b"\n", b"\r\n"))
    assert load(folder).status == "unchanged"
    assert counts() == before


def test_it_loads_after_the_reforms_too(tq: TuyenQuang) -> None:
    areas = Area.objects.count()
    assert load().areas_loaded is False
    assert Area.objects.count() == areas


def test_a_dry_run_tells_everything_and_writes_nothing(db: None) -> None:
    before = counts()
    report = load(dry_run=True)
    assert (report.status, report.dry_run, report.counts["points"]) == ("created", True, 93)
    assert counts() == before


def test_two_plans_stand_side_by_side(tq: TuyenQuang) -> None:
    load()
    report = load(LAO_CAI)
    assert (report.status, report.anomalies) == ("created", ())
    cards = {card.plan.code: card for card in plan_cards(SYSTEM, dt.date(2024, 5, 1))}
    assert {code: (card.points, card.areas, card.anomalies, card.state) for code, card in cards.items()} == {
        "KH-207-2023": (93, 6, 1, "running"),
        "QD-2541-2023": (117, 9, 0, "running"),
    }
    assert Plan.objects.get(code="QD-2541-2023").phase == Plan.objects.get(code="KH-207-2023").phase
    assert integrity_problems() == []


@pytest.mark.parametrize("source", [TUYEN_QUANG, LAO_CAI], ids=["tuyen-quang", "lao-cai"])
def test_export_gives_the_same_bytes_back(tq: TuyenQuang, tmp_path: Path, source: Path) -> None:
    report = load(source)
    plan = Plan.objects.get(code=report.plan)
    (tmp_path / "points.csv").write_text("từ lần xuất trước", encoding="utf-8")
    written = {path.name for path in export_plan(plan, tmp_path)}
    assert written == {name for name in PLAN_FILES if (source / name).exists()}
    for name in PLAN_FILES:
        assert (tmp_path / name).exists() == (source / name).exists()
        if name in written:
            assert (tmp_path / name).read_bytes() == (source / name).read_bytes(), name
    assert load(tmp_path).status == "unchanged"


SPOILT = [
    ("targets.csv", "2023,16", "2023,17", "items.csv, dòng 2", "cộng các chỉ tiêu được 94"),
    ("targets.csv", "2023,16", "2023,17", "points.csv", "danh sách có 24 điểm, chỉ tiêu là 25"),
    ("targets.csv", "076,Huyện Sơn Dương", "77,", "targets.csv, dòng 2", "không có địa bàn mã 77"),
    ("targets.csv", "076,Huyện Sơn Dương", "074,Huyện Sơn Dương", "targets.csv, dòng 2", "là «Huyện Hàm Yên»"),
    ("items.csv", "cái,2,186", "cái,3,186", "items.csv, dòng 7", "3 × 93 điểm = 279"),
    ("points.csv", "QD124/2004,02233", "QD124/2004,02200", "points.csv, dòng 73", "«Phường Phan Thiết»"),
    ("points.csv", "QD124/2004,02233,Xã Phúc Yên", "QD124/2004,02200,", "points.csv, dòng 73", "không thuộc địa bàn"),
    ("points.csv", "TQ-0010,QD124/2004,076,Huyện Sơn Dương,10", "TQ-0010,QD124/2004,074,,10", "points.csv", "đã có"),
    ("anomalies.csv", "microphone,18,", "microphone,186,", "anomalies.csv, dòng 2", "published là 18"),
    ("plan.toml", 'code = "08"', 'code = "09"', "plan.toml, [area]", "không có địa bàn mã 09"),
    ("plan.toml", "as_of = 2023-09-05", "as_of = 2025-07-02", "targets.csv, dòng 2", "02/07/2025"),
]


@pytest.mark.parametrize(("name", "old", "new", "where", "words"), SPOILT)
def test_a_wrong_plan_is_refused_and_leaves_nothing(
    tq: TuyenQuang, folder: Path, name: str, old: str, new: str, where: str, words: str
) -> None:
    edit(folder, name, old, new)
    before = counts()
    found = refusals(lambda: load(folder))
    assert told(found, where, words), "\n".join(map(str, found))
    assert counts() == before


def test_the_same_name_in_another_spelling_is_accepted(tq: TuyenQuang, folder: Path) -> None:
    edit(folder, "targets.csv", "Huyện Chiêm Hóa", "chiêm hoá")
    assert load(folder).status == "created"


def test_a_folder_that_is_not_there_is_told(db: None, tmp_path: Path) -> None:
    assert told(refusals(lambda: load(tmp_path / "khong-co")), "khong-co", "không có thư mục")
    found = refusals(lambda: load(tmp_path))
    assert {problem.where for problem in found} == {"plan.toml", "periods.csv", "items.csv", "targets.csv"}


def test_changed_content_needs_a_new_version(tq: TuyenQuang, folder: Path) -> None:
    load(folder)
    edit(folder, "tasks.csv", "Tập huấn cho", "Bồi dưỡng cho")
    before = counts()
    found = refusals(lambda: load(folder))
    assert told(found, "plan.toml, [version]", "tăng number")
    assert told(found, "bản 1", "Bồi dưỡng cho")
    edit(folder, "plan.toml", "number = 1", "number = 2")
    assert told(refusals(lambda: load(folder)), "plan.toml, [decision]", "dùng lại văn bản")
    assert counts() == before


def test_a_new_version_stands_beside_the_old_one(tq: TuyenQuang, second: Path) -> None:
    load()
    report = load(second)
    assert (report.status, report.version, report.settled) == ("new_version", 2, ("share-microphone",))
    words = [str(change) for change in report.changes]
    assert any("Yên Sơn" in line and "8" in line and "9" in line for line in words)
    assert any("thêm TQ-0094" in line for line in words)
    plan = Plan.objects.get()
    assert getattr(version_on(plan, dt.date(2024, 5, 31)), "number", None) == 1
    assert getattr(version_on(plan, dt.date(2024, 6, 1)), "number", None) == 2
    assert version_on(plan, dt.date(2023, 9, 4)) is None
    anomaly = Anomaly.objects.get()
    assert anomaly.settled_by is not None and anomaly.settled_by.key == "kh-thu-nghiem-2024"
    assert integrity_problems() == []


def test_an_old_version_loaded_again_is_known(tq: TuyenQuang, second: Path) -> None:
    load()
    load(second)
    assert load().status == "unchanged"
    assert Anomaly.objects.get().settled_by is not None
    assert PlanVersion.objects.count() == 2


def test_versions_come_in_order(tq: TuyenQuang, second: Path, tmp_path: Path) -> None:
    load(second)
    assert told(refusals(lambda: load()), "plan.toml, [version]", "cũ hơn bản 2")


def test_a_declared_contradiction_that_changes_is_written_down(tq: TuyenQuang, folder: Path) -> None:
    load(folder)
    edit(folder, "plan.toml", "number = 1", "number = 2")
    edit(folder, "plan.toml", 'key = "kh-207-2023"', 'key = "kh-thu-nghiem-2024"')
    edit(folder, "anomalies.csv", "PROV_IT", "PROV_LEAD")
    report = load(folder)
    assert report.settled == ()
    assert Anomaly.objects.get().duty == "PROV_LEAD"
    entry = Entry.objects.get(action="plans.change_anomaly")
    assert (entry.before["duty"], entry.after["duty"]) == ("PROV_IT", "PROV_LEAD")


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ('name = "Chương trình', 'name = "chương trình', "plan.toml, [programme]"),
        ('component = "10.2"', 'component = "10.1"', "plan.toml, [phase]"),
        ("on = 2021-10-14", "on = 2021-10-15", "plan.toml, [programme.decision]"),
        ('point_prefix = "LC"', 'point_prefix = "TQ"', "plan.toml"),
    ],
)
def test_what_plans_share_must_read_the_same(tq: TuyenQuang, tmp_path: Path, old: str, new: str, where: str) -> None:
    load()
    folder = copy_plan(LAO_CAI, tmp_path)
    (folder / "areas").symlink_to(LAO_CAI / "areas")
    edit(folder, "plan.toml", old, new)
    found = refusals(lambda: load(folder))
    assert [problem.where for problem in found] == [where]
    assert not Decision.objects.filter(key="qd-2541-2023-lao-cai").exists()


def test_the_journal_tells_who_loaded_what(tq: TuyenQuang, folder: Path, lan: User) -> None:
    load_plan(actor=lan, path=folder)
    entry = Entry.objects.get(action="plans.load")
    assert (entry.actor_key, entry.subject_key, entry.data["points"]) == ("user:lan", "KH-207-2023", 93)
    assert Entry.objects.filter(action="plans.open_anomaly").count() == 1


def test_only_those_with_the_right_over_the_area_load(
    tq: TuyenQuang, lan: User, huong: User, minh: User, make_user: MakeUser
) -> None:
    elsewhere = make_user("xa", role="PROV_IT", area=tq.now("02221"))
    before = counts()
    for person in (huong, minh, elsewhere):
        with pytest.raises(PermissionDenied):
            load_plan(actor=person, path=TUYEN_QUANG)
    assert counts() == before
    assert load_plan(actor=lan, path=TUYEN_QUANG).status == "created"


def test_who_sees_which_plan(tq: TuyenQuang, lan: User, huong: User, minh: User, stranger: User, quan: User) -> None:
    load()
    load(LAO_CAI)

    def codes(person: User) -> list[str]:
        return list(visible_to(person).values_list("code", flat=True))

    assert codes(lan) == codes(minh) == ["KH-207-2023"]
    assert codes(huong) == codes(quan) == ["KH-207-2023", "QD-2541-2023"]
    assert codes(stranger) == []


def test_a_row_changed_behind_the_loader_is_noticed(tq: TuyenQuang) -> None:
    load()
    Target.objects.filter(quantity=24).update(quantity=25)
    Target.objects.filter(quantity=8).update(quantity=9)
    assert len(integrity_problems()) == 1
