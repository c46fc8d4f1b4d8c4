"""The only reads of questions for a person."""
