"""Addresses of the reports floor."""

from django.urls import path

from reports import paper_views, views

urlpatterns = [
    path("board/", views.board_home, name="board_home"),
    path("reports/", paper_views.report_list, name="report_list"),
    path("reports/make/", paper_views.report_make, name="report_make"),
]
