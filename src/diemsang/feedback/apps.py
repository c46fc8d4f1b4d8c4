"""Registration of the app."""

from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    """Hỏi đáp."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "diemsang.feedback"
    label = "feedback"
    verbose_name = "Hỏi đáp"

    def ready(self) -> None:
        """The menu, and the card on a point's page."""
        from diemsang.core import tasks
        from diemsang.core.nav import register
        from diemsang.feedback import actions, hooks
        from diemsang.feedback.queries import tasks as waiting
        from diemsang.points.registry import register_card

        assert actions  # imported for the journal's sentences
        register(hooks.MENU)
        register_card("feedback", hooks.point_card)
        tasks.register("questions", waiting.question_tasks)
