"""Marks views that do something dangerous: the person must have proved lately that it is really them.

Asked by ``accounts.middleware.proof`` when more than 15 minutes have passed since the person signed in or last
proved it: an unlocked desk is not enough to change rights, or to carry out a reform. What was typed into the form
is carried along (files are not: they have to be chosen again). Use it on any view, in any app::

    @needs_recent_sign_in            # asks before a POST; looking is free
    def apply(request): …

    @needs_recent_sign_in(reading=True)      # the page itself shows a secret
    def codes(request): …

Above the other decorators of the view, so that the mark stands on what the address resolves to.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, overload

View = TypeVar("View", bound=Callable[..., Any])


@overload
def needs_recent_sign_in(view: View) -> View: ...
@overload
def needs_recent_sign_in(
    *, reading: bool = False, only: Callable[..., bool] | None = None
) -> Callable[[View], View]: ...
def needs_recent_sign_in(
    view: View | None = None, *, reading: bool = False, only: Callable[..., bool] | None = None
) -> View | Callable[[View], View]:
    """Mark the view; ``reading`` asks before a GET too, ``only(request, …)`` says for which calls of the view."""

    def mark(marked: View) -> View:
        marked.needs_recent_sign_in = "always" if reading else "post"  # type: ignore[attr-defined]
        marked.recent_sign_in_only = only  # type: ignore[attr-defined]
        return marked

    return mark(view) if view is not None else mark
