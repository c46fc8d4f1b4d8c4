"""Addresses under ``/nen-tang/``."""

from django.urls import path

from diemsang.platforms.views import decided, register, rounds, sheets, tiles

app_name = "platforms"
urlpatterns = [
    path("", register.platform_list, name="list"),
    path("ghi/", register.new_platform, name="new"),
    path("ten-mien/", register.host_page, name="hosts"),
    path("dot/", rounds.selection_list, name="selections"),
    path("dot/lap/", rounds.new_selection, name="new-selection"),
    path("dot/<slug:code>/", rounds.selection_page, name="selection"),
    path("dot/<slug:code>/phieu/", sheets.sheet_page, name="sheet"),
    path("dot/<slug:code>/quyet-dinh/", decided.decide_page, name="decide"),
    path("dot/<slug:code>/ban-in/", decided.minute_page, name="minute"),
    path("dot/<slug:code>/o/", tiles.new_tile, name="new-tile"),
    path("ra-soat/", decided.review_list, name="reviews"),
    path("o/", tiles.tile_list, name="tiles"),
    path("o/<uuid:public_id>/", tiles.tile_page, name="tile"),
    path("o/<uuid:public_id>/sua/", tiles.edit_tile, name="edit-tile"),
    path("<slug:code>/", register.platform_page, name="detail"),
    path("<slug:code>/sua/", register.edit_platform, name="edit"),
]
