"""makemessages that also finds the journal's sentences: the second argument of ``register("app.verb", "…")``."""

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    """Django's own, with one more keyword for xgettext."""

    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=register:2"]
