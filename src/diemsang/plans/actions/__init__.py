"""The only place that writes plans."""

from diemsang.plans.actions.load import LoadReport, load_plan

__all__ = ["LoadReport", "load_plan"]
