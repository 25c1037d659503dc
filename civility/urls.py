"""The addresses of the house, floor by floor."""

from django.urls import include, path

from civility import views

urlpatterns = [
    path("help/", views.help_page, name="help"),
    path("help/<slug:key>/", views.help_page, name="help_chapter"),
    path("help/pictures/<str:name>", views.help_picture, name="help_picture"),
    path("settings/health/", views.health_page, name="system_health"),
    path("", include("programs.urls")),
    path("", include("reports.urls")),
    path("", include("scoring.urls")),
    path("", include("evidence.urls")),
    path("", include("jobs.urls")),
    path("", include("accounts.urls")),
]

handler400 = "civility.mishaps.bad_request"
