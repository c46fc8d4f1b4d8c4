"""Every address of the hub. Paths are Vietnamese without marks, as people will read them aloud."""

from django.urls import include, path

from diemsang.config.api import api

urlpatterns = [
    path("api/v1/", api.urls),
    path("api/screen/v1/", include("diemsang.screens.api_urls")),
    path("api/screen/v1/", include("diemsang.library.api_urls")),
    path("media/", include("diemsang.library.media_urls")),
    path("", include("diemsang.web.urls")),
    path("", include("diemsang.accounts.urls")),
    path("", include("diemsang.points.urls")),
    path("", include("diemsang.sharing.urls")),
    path("", include("diemsang.feedback.urls")),
    path("thu-vien/", include("diemsang.library.urls")),
    path("thiet-bi/", include("diemsang.equipment.urls")),
    path("nen-tang/", include("diemsang.platforms.urls")),
    path("van-hanh/", include("diemsang.operations.urls")),
    path("can-chu-y/", include("diemsang.attention.urls")),
    path("tap-huan/", include("diemsang.training.urls")),
    path("man-hinh/", include("diemsang.screens.urls")),
    path("tv/", include("diemsang.screens.tv_urls")),
    path("su-dung/", include("diemsang.indicators.urls")),
    path("ke-hoach/", include("diemsang.plans.urls")),
    path("dia-ban/", include("diemsang.areas.urls")),
    path("van-ban/", include("diemsang.documents.urls")),
    path("bien-ban/", include("diemsang.documents.minute_urls")),
    path("nhat-ky/", include("diemsang.audit.urls")),
    path("nhap/", include("diemsang.imports.urls")),
    path("tep/", include("diemsang.files.urls")),
]
