"""Home pages by role, search, the leader's page."""
