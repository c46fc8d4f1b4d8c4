"""The only place that writes lines, power and outages."""

from diemsang.operations.actions.contracts import ContractFacts, end_contract, record_contract, renew_contract
from diemsang.operations.actions.line import (
    cut_connection,
    record_connection,
    record_entitlement,
    record_measure,
    record_payer,
)
from diemsang.operations.actions.power import end_outage, record_outage, record_power
from diemsang.operations.actions.void import unvoid_fact, void_fact

__all__ = [
    "ContractFacts",
    "cut_connection",
    "end_contract",
    "end_outage",
    "record_connection",
    "record_contract",
    "record_entitlement",
    "record_measure",
    "record_outage",
    "record_payer",
    "record_power",
    "renew_contract",
    "unvoid_fact",
    "void_fact",
]
