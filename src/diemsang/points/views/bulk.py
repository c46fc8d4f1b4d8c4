"""Change many points at once: the address holds which points, so that nothing is trusted from the form."""

from __future__ import annotations

import uuid
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from diemsang.accounts.models import Office, User
from diemsang.accounts.queries import office_names
from diemsang.audit.undo import done
from diemsang.core import clock
from diemsang.core.actor import require
from diemsang.core.days import DayField
from diemsang.core.errors import Refused
from diemsang.core.parts import Tab
from diemsang.points.actions import bulk
from diemsang.points.models import EligibilityBasis, SupportPoint
from diemsang.points.queries import visible_to
from diemsang.points.queries.scope import EDIT
from diemsang.points.views.listing import PointListing

KINDS = {
    "funder": gettext_lazy("Nguồn vốn"),
    "custody": gettext_lazy("Bên giữ tài sản"),
    "eligibility": gettext_lazy("Căn cứ được hỗ trợ"),
}
SHOWN = 200


class BulkForm(forms.Form):
    """One new value for all, from a day on, with its source."""

    from_date = DayField(label=gettext_lazy("Từ ngày"))
    source = forms.CharField(
        label=gettext_lazy("Nguồn"), max_length=500, help_text=gettext_lazy("Quyết định, biên bản, người xác nhận.")
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=64)
    token = forms.UUIDField(required=False, widget=forms.HiddenInput)

    field_order = ("value", "from_date", "source")

    def __init__(self, kind: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label = KINDS[kind]
        if kind == "funder":
            self.fields["value"] = forms.CharField(label=label, max_length=200)
        elif kind == "custody":
            names = office_names(list(Office.objects.values_list("pk", flat=True)), clock.today())
            offices = sorted(((str(pk), name) for pk, name in names.items()), key=lambda pair: pair[1])
            self.fields["value"] = forms.ChoiceField(label=label, choices=[("", "—"), *offices])
        else:
            choices = [pair for pair in EligibilityBasis.choices if pair[0]]
            self.fields["value"] = forms.ChoiceField(label=label, choices=[("", "—"), *choices])
        self.order_fields(self.field_order)


@require_http_methods(["GET", "POST"])
def change_many(request: HttpRequest) -> HttpResponse:
    """``?diem=TQ-0001&diem=…`` or ``?tat-ca=1`` with the filters of the list; ``viec`` says what to set."""
    user = cast(User, request.user)
    require(user, EDIT)
    kind = request.GET.get("viec", "")
    kind = kind if kind in KINDS else "funder"
    points = _points(user, request)
    posted = request.POST if request.method == "POST" else None
    form = BulkForm(kind, posted)
    shown: bulk.Preview | None = None
    refused: Refused | None = None
    status = 200
    if posted is not None and form.is_valid():
        data = form.cleaned_data
        wish = bulk.Wish(kind, data["value"], data["from_date"], data["source"])
        try:
            if posted.get("ghi") and data["seen"] and data["token"]:
                count = bulk.change_many(
                    actor=user, points=points, wish=wish, seen=data["seen"], token=str(data["token"])
                )
                done(request, user, _("Đã sửa %(count)s điểm.") % {"count": count})
                return redirect("points:list")
            shown = bulk.preview(actor=user, points=points, wish=wish)
        except bulk.AlreadyDone as error:
            refused, status = error, 409
        except bulk.StaleBulk as error:
            refused, status = error, 409
            shown = bulk.preview(actor=user, points=points, wish=wish)
        except Refused as error:
            refused, status = error, 422
    elif posted is not None:
        status = 422
    context = {
        "form": form,
        "shown": shown,
        "refused": refused,
        "count": points.count(),
        "limit": SHOWN,
        "token": uuid.uuid4(),
        "tabs": [Tab(str(label), _address(request, key), key == kind) for key, label in KINDS.items()],
    }
    return render(request, "points/bulk.html", context, status=status)


def _points(user: User, request: HttpRequest) -> QuerySet[SupportPoint]:
    """Points of the address that the person may see; codes of others are passed over like codes that never were."""
    if request.GET.get("tat-ca"):
        found = cast("QuerySet[SupportPoint]", PointListing(user, request).ordered)
        return visible_to(user).filter(pk__in=found.order_by().values("pk"))
    return visible_to(user).filter(code__in=[code.upper() for code in request.GET.getlist("diem")])


def _address(request: HttpRequest, kind: str) -> str:
    query = request.GET.copy()
    query["viec"] = kind
    return f"{request.path}?{query.urlencode()}"
