"""The second factor: who has one, who must have one, and where it is not asked for."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.conf import settings

from diemsang.accounts.models import User
from diemsang.core import clock


def has_factor(user: User) -> bool:
    """Whether an authenticator app is enrolled (recovery codes alone are none)."""
    return bool(Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).exists())


def lacks_factor(user: User) -> bool:
    """Whether rights that need a second factor are out of the person's reach: required here, and none enrolled.

    ``settings.SECOND_FACTOR_REQUIRED`` is false only in a demonstration home (and in tests that do not set it). A
    person named on the command line (``at_machine``) stands at the machine itself, where a second factor proves
    nothing.
    """
    return bool(settings.SECOND_FACTOR_REQUIRED) and not user.at_machine and not has_factor(user)


def needs_factor(user: User) -> bool:
    """Whether a role that the person holds today carries a right that needs a second factor."""
    from diemsang.accounts.scope import rights_table

    roles = {line.role for line in rights_table() if line.needs_mfa}
    return user.grants.on(clock.today()).filter(role__in=roles).exists()
