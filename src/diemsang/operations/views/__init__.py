"""Pages of lines and power."""
