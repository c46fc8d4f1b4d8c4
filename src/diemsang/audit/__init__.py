"""The journal: named actions with before and after, in sentences an inspector can read."""
