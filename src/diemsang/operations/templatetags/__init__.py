"""Template tags of lines."""
