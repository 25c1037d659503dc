"""Addresses of the reports floor."""

from django.urls import path

from reports import (
    burden_views,
    manuscript_views,
    package_views,
    paper_views,
    ranking_views,
    record_rows_views,
    row_views,
    search_views,
    style_views,
    task_rows_views,
    views,
)

urlpatterns = [
    path("board/", views.board_home, name="board_home"),
    path("board/order/", ranking_views.board_order, name="board_order"),
    path("board/burden/", burden_views.burden_home, name="burden"),
    path("board/burden/<int:pk>/", burden_views.burden_rows, name="burden_rows"),
    path("board/tasks/", row_views.board_tasks, name="board_tasks"),
    path("board/activities/", row_views.board_activities, name="board_activities"),
    path("search/", search_views.search, name="search"),
    path("search/at-once/", search_views.search_at_once, name="search_at_once"),
    path("reports/", paper_views.report_list, name="report_list"),
    path("reports/make/", paper_views.report_make, name="report_make"),
    path("reports/tasks/", task_rows_views.task_rows_make, name="task_rows_make"),
    path("reports/records/", record_rows_views.record_rows_make, name="record_rows_make"),
    path("reports/style/", style_views.paper_style, name="paper_style"),
    path("reports/package/", package_views.report_package, name="report_package"),
    path("reports/package/make/", package_views.report_package_make, name="report_package_make"),
    path("plans/<int:pk>/papers/<slug:key>/", manuscript_views.report_text, name="report_text"),
    path("plans/<int:pk>/papers/<slug:key>/redraft/", manuscript_views.report_redraft, name="report_redraft"),
]
