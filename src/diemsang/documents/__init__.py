"""Decisions: number, date, issuer as printed, signed file."""
