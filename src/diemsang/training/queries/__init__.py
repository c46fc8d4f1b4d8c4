"""The only reads of training for a person."""

from diemsang.training.queries.coverage import Coverage, trained_points
from diemsang.training.queries.scope import class_for, trainee_for, visible_to

__all__ = ["Coverage", "class_for", "trained_points", "trainee_for", "visible_to"]
