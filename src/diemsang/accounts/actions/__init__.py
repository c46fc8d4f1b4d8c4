"""Every change to people, offices and grants."""

from diemsang.accounts.actions.offices import ensure_committee, load_offices, rename_office
from diemsang.accounts.actions.people import create_user, deactivate_user, end_grant, grant, set_password

__all__ = [
    "create_user",
    "deactivate_user",
    "end_grant",
    "ensure_committee",
    "grant",
    "load_offices",
    "rename_office",
    "set_password",
]
