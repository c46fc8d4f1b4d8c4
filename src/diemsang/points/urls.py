"""Addresses, mounted at the root of the hub: the register under ``diem/``, reconciliation under ``ke-hoach/``.

The reconciliation page stands ready in ``points/views/plan.py`` and ``templates/points/plan.html`` (made by the lead,
not to be written again). It is wired as soon as ``points.queries.reconcile_plan`` exists:
``path("ke-hoach/<str:code>/", plan.plan_page, name="plan")``.
"""

from django.urls import URLPattern

app_name = "points"
urlpatterns: list[URLPattern] = []
