"""The only place that writes about training."""

from diemsang.core.actor import Actor


def forget_due(*, actor: Actor) -> int:
    """Erase names past their day."""
    return 0
