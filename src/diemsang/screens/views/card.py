"""The quick card that hangs beside the TV: one sheet for the operator."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from diemsang.accounts.models import User
from diemsang.core.actor import require
from diemsang.screens.faults import by_group
from diemsang.screens.queries.scope import VIEW


@require_GET
def quick_card(request: HttpRequest) -> HttpResponse:
    """One sheet of A4, readable at A5; blanks for what belongs to one point."""
    require(cast(User, request.user), VIEW)
    return render(request, "screens/card.html", {"groups": by_group()})
