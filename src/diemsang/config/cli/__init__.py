"""The command ``diemsang``."""

from diemsang.config.cli.main import main

__all__ = ["main"]
