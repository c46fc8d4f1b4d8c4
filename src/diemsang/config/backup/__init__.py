"""The whole hub in one file, and back. The format is described in docs/operations.md."""

from diemsang.config.backup.restore import restore_backup
from diemsang.config.backup.write import write_backup

__all__ = ["restore_backup", "write_backup"]
