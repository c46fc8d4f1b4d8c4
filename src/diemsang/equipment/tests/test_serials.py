"""Serials as they are compared."""

from __future__ import annotations

import pytest

from diemsang.equipment.models import serial_exact, serial_key


@pytest.mark.parametrize("typed", ["sn-0108 b1", "SN0108B1", " sn 01-08.b1 ", "Sn_0108/B1"])
def test_case_spaces_and_dashes_do_not_make_another_serial(typed: str) -> None:
    assert serial_exact(typed) == "SN0108B1"


@pytest.mark.parametrize("typed", ["SN0108B1", "SNO108B1", "SN0I08B1", "SN0108BI", "SN010881", "SNOIO8BI"])
def test_look_alikes_share_a_key(typed: str) -> None:
    assert serial_key(typed) == "SN010881"


def test_other_signs_stay_apart() -> None:
    assert serial_key("SN5") != serial_key("SNS")
    assert serial_exact("SN0") != serial_exact("SNO")
