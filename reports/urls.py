"""Addresses of the reports floor."""

from django.urls import path

from reports import paper_views, row_views, views

urlpatterns = [
    path("board/", views.board_home, name="board_home"),
    path("board/tasks/", row_views.board_tasks, name="board_tasks"),
    path("board/activities/", row_views.board_activities, name="board_activities"),
    path("reports/", paper_views.report_list, name="report_list"),
    path("reports/make/", paper_views.report_make, name="report_make"),
]
