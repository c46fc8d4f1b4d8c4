"""``python -m diemsang.config.cli`` is the command ``diemsang``."""

from diemsang.config.cli.main import main

main()
