"""The only reads of screens for a person."""
