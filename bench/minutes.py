"""Minutes: 93 to PDF on this machine, and 100 photographed pages read back. Exit code 1 when a bar is missed.

./dev bench minutes
"""

from __future__ import annotations

import datetime as dt
import os
import sys
import time
import uuid

import django

COUNT, PHOTOGRAPHS = 93, 100
PDF_BAR, READ_BAR = 90.0, 98


def data(number: int) -> dict[str, object]:
    """An invented minute of a usual size: two parties, six things."""
    things = ("Tivi Internet 65 inch", "Bàn phím không dây", "Âm ly", "Loa hội trường", "Micro", "Phụ kiện")
    return {
        "office_parent": "Ủy ban nhân dân tỉnh Tuyên Quang",
        "office": "Sở Khoa học và Công nghệ",
        "place": "Tuyên Quang",
        "parties": [
            {"role": role, "office": "Đơn vị minh họa", "people": [{"name": "", "post": ""}, {}]}
            for role in ("Bên giao", "Bên nhận")
        ],
        "bases": ["Căn cứ Kế hoạch số 207/KH-UBND ngày 05/9/2023 của Ủy ban nhân dân tỉnh Tuyên Quang;"],
        "facts": [["Địa điểm", f"Nhà văn hóa thôn minh họa số {number}"]],
        "columns": ["STT", "Tên thiết bị", "Số sê-ri", "Số lượng", "Tình trạng"],
        "lines": [[str(i), thing, f"MH{number:04}{i:03}", "1", "Mới"] for i, thing in enumerate(things, 1)],
        "conclusion": ["Thiết bị đủ số lượng."],
        "signers": [{"title": "Đại diện bên giao"}, {"title": "Đại diện bên nhận"}],
    }


def main() -> int:
    """Measure and say."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "diemsang.config.settings")
    django.setup()
    from diemsang.documents.jobs import AT_ONCE
    from diemsang.documents.minutes import office, reading, render, stamp
    from diemsang.documents.models import Minute
    from diemsang.documents.tests.photographs import drawn, photograph

    if office.program() is None:
        print("BỎ QUA: máy này không có LibreOffice (gói libreoffice-writer-nogui).")
        return 0
    minutes = [
        Minute(
            pk=number,
            public_id=uuid.uuid4(),
            kind="BB_GN",
            title=f"Giao nhận {number}",
            on=dt.date(2023, 11, 20),
            data=data(number),
        )
        for number in range(COUNT)
    ]
    started = time.perf_counter()
    words = {str(one.pk): render.without_code(render.docx_of(one), one) for one in minutes}
    docx_seconds = time.perf_counter() - started
    pdfs: dict[str, bytes] = {}
    names = list(words)
    for start in range(0, COUNT, AT_ONCE):
        made = office.to_pdf({name: words[name] for name in names[start : start + AT_ONCE]})
        pdfs |= {name: stamp.stamp(pdf, minutes[int(name)].public_id, "x")[0] for name, pdf in made.items()}
    seconds = time.perf_counter() - started
    share = seconds / PDF_BAR
    print(f"{len(pdfs)}/{COUNT} minutes to PDF: {seconds:.1f} s, of which Word files {docx_seconds:.1f} s")
    print(f"ratio to the bar of {PDF_BAR:.0f} s: {share:.2f}")
    right = wrong = 0
    slowest = 0.0
    for seed in range(PHOTOGRAPHS):
        minute = minutes[seed % COUNT]
        page = drawn(pdfs[str(minute.pk)])[0]
        photo = photograph(page, seed)
        begun = time.perf_counter()
        codes = reading.sheets("anh.jpg", photo)[0].codes
        slowest = max(slowest, time.perf_counter() - begun)
        hit = [code.public_id == minute.public_id and code.page == 1 for code in codes]
        right += hit == [True]
        wrong += not all(hit)
    print(f"{right}/{PHOTOGRAPHS} photographs matched (bar {READ_BAR}), {wrong} wrong (bar 0), slowest {slowest:.1f} s")
    return 0 if len(pdfs) == COUNT and seconds <= PDF_BAR and right >= READ_BAR and not wrong else 1


if __name__ == "__main__":
    sys.exit(main())
