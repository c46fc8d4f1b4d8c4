"""How django-allauth meets our people: no self sign-up, user name or phone."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Accounts are made by administrators only."""

    def is_open_for_signup(self, request: object) -> bool:
        """Never."""
        return False
