from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from prep import views
from studyplan.views import today

# One door for everyone: the admin asks for the second factor too, and has the same limits.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

guide_patterns: list[URLPattern | URLResolver] = [
    path("", views.profile, name="guide"),
    path("rounds/", include("rounds.urls")),
    path("rounds/<int:number>/mock/", include("questions.practice.mock_urls")),
    path("", include("questions.urls")),
    path("plan/", include("studyplan.urls")),
]

urlpatterns = [
    path("", views.home, name="home"),
    path("guides/", views.guide_list, name="guides"),
    path("guides/<slug:guide>/", include(guide_patterns)),
    path("today/", today, name="today"),
    path("me/questions/", include("questions.practice.own_urls")),
    path("me/data/", include("questions.practice.data_urls")),
    path("accounts/", include("prep.accounts.urls")),
    path("admin/", admin.site.urls),
    path("healthz", views.healthz, name="healthz"),
    path("favicon.ico", views.favicon, name="favicon"),
]

handler400 = "prep.errors.bad_request"
handler403 = "prep.errors.permission_denied"
handler404 = "prep.errors.page_not_found"
handler429 = "prep.errors.too_many_requests"
handler500 = "prep.errors.server_error"
