"""Addresses of the scoring floor."""

from django.urls import path

from scoring import clause_views, crosswalk_views, framework_views, views

urlpatterns = [
    path("scores/", views.score_home, name="score_home"),
    path("scores/<int:pk>/", views.score_sheet, name="score_sheet"),
    path("scores/<int:pk>/target/", views.score_target, name="score_target"),
    path("scores/<int:pk>/close/", views.score_close, name="score_close"),
    path("scores/<int:pk>/approve/", views.score_approve, name="score_approve"),
    path("scores/<int:pk>/reopen/", views.score_reopen, name="score_reopen"),
    path("scores/<int:pk>/<int:clause_pk>/", clause_views.score_clause, name="score_clause"),
    path("scores/<int:pk>/<int:clause_pk>/award/", clause_views.score_award, name="score_award"),
    path("scores/<int:pk>/<int:clause_pk>/clear/", clause_views.score_clear, name="score_clear"),
    path("scores/<int:pk>/<int:clause_pk>/cite/", clause_views.score_cite, name="score_cite"),
    path("scores/<int:pk>/<int:clause_pk>/uncite/", clause_views.score_uncite, name="score_uncite"),
    path("frameworks/", framework_views.framework_list, name="framework_list"),
    path("frameworks/read/", framework_views.framework_read, name="framework_read"),
    path("frameworks/<int:pk>/", framework_views.framework_detail, name="framework_detail"),
    path("frameworks/<int:pk>/copy/", framework_views.framework_copy, name="framework_copy"),
    path("frameworks/<int:pk>/describe/", framework_views.framework_describe, name="framework_describe"),
    path("frameworks/<int:pk>/publish/", framework_views.framework_publish, name="framework_publish"),
    path("frameworks/<int:pk>/drop/", framework_views.framework_drop, name="framework_drop"),
    path("frameworks/<int:pk>/table/", framework_views.framework_table, name="framework_table"),
    path("frameworks/<int:pk>/links/", crosswalk_views.framework_links, name="framework_links"),
    path("frameworks/<int:pk>/link/", crosswalk_views.framework_link, name="framework_link"),
]
