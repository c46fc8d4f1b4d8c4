"""The only place that writes: lines and power, people of a point, its hours and its days."""

from diemsang.operations.actions.contracts import ContractFacts, end_contract, record_contract, renew_contract
from diemsang.operations.actions.day import Unusual, choose_source, clear_day, merge_day
from diemsang.operations.actions.line import (
    cut_connection,
    record_connection,
    record_entitlement,
    record_measure,
    record_payer,
)
from diemsang.operations.actions.people import Given, Who, assign, end_assignment, hand_over, void_assignment
from diemsang.operations.actions.posted import post_hours, void_hours, write_poster
from diemsang.operations.actions.power import end_outage, record_outage, record_power
from diemsang.operations.actions.void import unvoid_fact, void_fact
from diemsang.operations.actions.waiting import TvLog, accept_waiting, drop_waiting, take_tv_log

__all__ = [
    "ContractFacts",
    "Given",
    "TvLog",
    "Unusual",
    "Who",
    "accept_waiting",
    "assign",
    "choose_source",
    "clear_day",
    "cut_connection",
    "drop_waiting",
    "end_assignment",
    "end_contract",
    "end_outage",
    "hand_over",
    "merge_day",
    "post_hours",
    "record_connection",
    "record_contract",
    "record_entitlement",
    "record_measure",
    "record_outage",
    "record_payer",
    "record_power",
    "renew_contract",
    "take_tv_log",
    "unvoid_fact",
    "void_assignment",
    "void_fact",
    "void_hours",
    "write_poster",
]
