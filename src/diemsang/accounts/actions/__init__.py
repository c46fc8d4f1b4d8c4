"""Every change to people, offices and grants."""

from diemsang.accounts.actions.grants import end_grant, grant
from diemsang.accounts.actions.office_life import create_office, merge_office, remove_office
from diemsang.accounts.actions.offices import ensure_committee, load_offices, rename_office
from diemsang.accounts.actions.people import (
    create_user,
    deactivate_user,
    edit_user,
    move_user,
    reactivate_user,
    set_password,
)
from diemsang.accounts.actions.reassign import regrant_after_reform
from diemsang.accounts.actions.rename_back import take_back_name

__all__ = [
    "create_office",
    "create_user",
    "deactivate_user",
    "edit_user",
    "end_grant",
    "ensure_committee",
    "grant",
    "load_offices",
    "merge_office",
    "move_user",
    "reactivate_user",
    "regrant_after_reform",
    "remove_office",
    "rename_office",
    "set_password",
    "take_back_name",
]
