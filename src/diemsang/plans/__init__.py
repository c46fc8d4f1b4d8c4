"""Programmes, plans and versions, targets, norms, tasks; reconciliation as pure functions."""
