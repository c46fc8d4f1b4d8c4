"""The only reads of lines and power for a person."""
