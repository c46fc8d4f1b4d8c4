"""The screen protocol without a database: pure functions over what a batch says (docs/screen-protocol.md)."""
