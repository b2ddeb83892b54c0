from django.urls import URLPattern, URLResolver, include, path

from prep import views

guide_patterns: list[URLPattern | URLResolver] = [
    path("", views.profile, name="guide"),
    path("rounds/", include("rounds.urls")),
    path("", include("questions.urls")),
    path("plan/", include("studyplan.urls")),
]

urlpatterns = [
    path("", views.home, name="home"),
    path("guides/", views.guide_list, name="guides"),
    path("guides/<slug:guide>/", include(guide_patterns)),
    path("healthz", views.healthz, name="healthz"),
    path("favicon.ico", views.favicon),
]

handler400 = "prep.errors.bad_request"
handler403 = "prep.errors.permission_denied"
handler404 = "prep.errors.page_not_found"
handler500 = "prep.errors.server_error"
