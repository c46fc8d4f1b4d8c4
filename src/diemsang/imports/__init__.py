"""Lists in and out of the files that people really use: read, check, preview, colour, apply, undo."""
