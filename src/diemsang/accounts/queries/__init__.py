"""Who is responsible where, by which name on which day; and what a person may do."""

from diemsang.accounts.queries.offices import OwnerNames, office_for, office_names, owner_name
from diemsang.accounts.queries.people import RightsRow, rights_of, users_with

__all__ = [
    "OwnerNames",
    "RightsRow",
    "office_for",
    "office_names",
    "owner_name",
    "rights_of",
    "users_with",
]
