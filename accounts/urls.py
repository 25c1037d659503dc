"""Addresses of the accounts floor."""

from django.urls import path

from accounts import settings_views, views

urlpatterns = [
    path("login/", views.log_in, name="login"),
    path("logout/", views.log_out, name="logout"),
    path("first/", views.first_run, name="first_run"),
    path("health/", views.health, name="health"),
    path("account/", views.account, name="account"),
    path("account/unit/", views.choose_unit, name="choose_unit"),
    path("account/big-type/", views.big_type, name="big_type"),
    path("notices/", views.notices, name="notices"),
    path("settings/", settings_views.settings_home, name="settings_home"),
    path("settings/departments/new/", settings_views.department_new, name="department_new"),
    path("settings/departments/<int:pk>/", settings_views.department_edit, name="department_edit"),
    path("settings/groups/new/", settings_views.group_new, name="group_new"),
    path("settings/groups/<int:pk>/", settings_views.group_edit, name="group_edit"),
    path("settings/posts/new/", settings_views.post_new, name="post_new"),
    path("settings/posts/<int:pk>/", settings_views.post_hand_over, name="post_hand_over"),
    path("settings/people/new/", settings_views.person_new, name="person_new"),
    path("settings/people/<int:pk>/", settings_views.person_edit, name="person_edit"),
    path("settings/people/<int:pk>/password/", settings_views.person_password, name="person_password"),
    path("settings/people/<int:pk>/active/", settings_views.person_active, name="person_active"),
    path("settings/roles/<int:pk>/withdraw/", settings_views.role_withdraw, name="role_withdraw"),
    path("audit/", settings_views.audit_list, name="audit_list"),
]
