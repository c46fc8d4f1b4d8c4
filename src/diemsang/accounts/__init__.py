"""People, offices with history, roles, grants over areas, sign-in."""
