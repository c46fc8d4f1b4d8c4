"""The only place that writes plans."""

from diemsang.plans.actions.load import LoadReport, load_plan
from diemsang.plans.actions.settle import SETTLE, reopen_anomaly, settle_anomaly

__all__ = ["SETTLE", "LoadReport", "load_plan", "reopen_anomaly", "settle_anomaly"]
