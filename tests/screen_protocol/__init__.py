"""What docs/screen-protocol.md promises, as data, and what runs it against any hub."""
