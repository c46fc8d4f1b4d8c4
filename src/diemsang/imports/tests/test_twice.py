"""Workers that come late, die or lost their right: nothing that was applied is ever taken for unapplied."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from diemsang.accounts.models import User
from diemsang.core import clock
from diemsang.imports import actions, engine, jobs
from diemsang.imports.description import ListDescription
from diemsang.imports.models import ImportRun, State
from diemsang.imports.tests.fake import Store, fake_list, workbook
from diemsang.imports.tests.test_runs import ROWS, start
from diemsang.imports.views import _waiting


@pytest.fixture(name="fake")
def made(settings: Any, tmp_path: Path) -> Iterator[tuple[ListDescription, Store]]:
    settings.FILES_ROOT = tmp_path
    with fake_list() as both:
        yield both


def test_a_check_that_ends_late_does_not_undo_an_apply(
    lan: User, fake: tuple[ListDescription, Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    description, store = fake
    run, _rows = actions.start_run(actor=lan, description=description, params={}, name="a.xlsx", data=workbook(ROWS))
    sound = engine.dry_run
    ran: list[int] = []

    def slow(*args: Any, **more: Any) -> Any:
        outcome = sound(*args, **more)
        if not ran:
            ran.append(1)
            # Its lease ended meanwhile: another worker checked the file and its owner applied it.
            with clock.fixed(clock.now() + dt.timedelta(minutes=4)):
                other = ImportRun.objects.get(pk=run.pk)
                assert actions.check_run(actor=lan, run=other)
                assert actions.apply_run(actor=lan, run=other)
        return outcome

    monkeypatch.setattr(engine, "dry_run", slow)
    actions.check_run(actor=lan, run=run)
    run.refresh_from_db()
    assert run.state == State.APPLIED and len(store.rows) == 3
    actions.undo_run(actor=lan, run=run)
    assert not store.rows


def test_a_right_lost_while_waiting_is_told_on_the_page(
    lan: User, huong: User, fake: tuple[ListDescription, Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    run, _rows = actions.start_run(actor=lan, description=fake[0], params={}, name="a.xlsx", data=workbook(ROWS))
    ImportRun.objects.filter(pk=run.pk).update(owner=huong)
    monkeypatch.setattr(User, "can", lambda self, right, area=None: False)
    jobs.check(run.pk)
    run.refresh_from_db()
    assert run.state == State.CHECKED and "không còn quyền" in run.problems[0]["message"]


def test_a_file_that_a_worker_writes_is_not_called_forgotten(
    lan: User, fake: tuple[ListDescription, Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = start(lan, fake[0], workbook(ROWS))
    actions.queue_apply(actor=lan, run=run)
    sound = engine.dry_run
    seen: list[bool] = []

    def stuck(seconds: int) -> bool:
        with clock.fixed(clock.now() + dt.timedelta(seconds=seconds)):
            return bool(_waiting(ImportRun.objects.get(pk=run.pk))["stuck"])

    def watched(*args: Any, **more: Any) -> Any:
        seen.append(stuck(60))
        return sound(*args, **more)

    assert not stuck(5) and stuck(60)
    monkeypatch.setattr(engine, "dry_run", watched)
    jobs.apply(run.pk)
    assert seen == [False] and len(fake[1].rows) == 3
