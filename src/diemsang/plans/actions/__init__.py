"""The only place that writes plans."""

from diemsang.plans.actions.load import LoadReport, load_plan
from diemsang.plans.actions.retarget import Retarget, remove_version, retarget, retarget_problems
from diemsang.plans.actions.settle import SETTLE, reopen_anomaly, settle_anomaly

__all__ = [
    "SETTLE",
    "LoadReport",
    "Retarget",
    "load_plan",
    "remove_version",
    "reopen_anomaly",
    "retarget",
    "retarget_problems",
    "settle_anomaly",
]
