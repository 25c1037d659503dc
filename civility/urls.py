"""The addresses of the house, floor by floor."""

from django.urls import include, path

urlpatterns = [
    path("", include("programs.urls")),
    path("", include("reports.urls")),
    path("", include("scoring.urls")),
    path("", include("evidence.urls")),
    path("", include("jobs.urls")),
    path("", include("accounts.urls")),
]

handler400 = "civility.mishaps.bad_request"
