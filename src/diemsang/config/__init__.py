"""Settings, URLs, the command line: the top layer, which may import every app."""
