"""What a person may see of lists and of their own runs."""

from __future__ import annotations

from django.db.models import QuerySet

from diemsang.core.actor import Actor
from diemsang.files.models import Blob
from diemsang.files.storage import blob_path
from diemsang.imports import registry
from diemsang.imports.description import ListDescription
from diemsang.imports.models import HubTag, ImportRun, ImportStep, State
from diemsang.imports.reading import Source


def importable(actor: Actor) -> list[ListDescription]:
    """Lists that the actor may import."""
    return [known for known in registry.descriptions() if actor.can(known.right)]


def own_runs(actor: Actor) -> QuerySet[ImportRun]:
    """Runs of this person, newest first. Nobody sees another's: the journal tells of them."""
    if not actor.actor_key.startswith("user:"):
        return ImportRun.objects.none()
    return ImportRun.objects.filter(owner__username=actor.actor_key.removeprefix("user:")).select_related(
        "blob", "owner"
    )


def gives_rights(run: ImportRun) -> bool:
    """Whether applying it makes accounts and roles: then the person must have proved lately who they are."""
    return run.list_key == "people"


def goes_on(run: ImportRun, description: ListDescription | None) -> tuple[str, str] | None:
    """Words and address of the page where an applied file's work goes on, for lists that have one."""
    if description is None or description.leads_to is None or run.state != State.APPLIED:
        return None
    first = ImportStep.objects.filter(run=run).order_by("order").values_list("step", flat=True).first()
    return description.leads_to(first) if first else None


def hub_tag() -> str:
    """The tag in this hub's exports; "" until ``actions.ensure_tag`` made it."""
    return HubTag.objects.order_by("pk").values_list("tag", flat=True).first() or ""


def source_of(run: ImportRun) -> Source:
    """The kept file of a run."""
    return Source(run.file_name, blob_path(run.blob.sha256).read_bytes())


def readable_name(actor: Actor, blob: Blob) -> str | None:
    """A kept file belongs to whoever brought it."""
    return own_runs(actor).filter(blob=blob).values_list("file_name", flat=True).first()
