"""Addresses of the programs floor."""

from django.urls import path

from programs import desk_views, import_views, plan_views, record_views, task_edit_views, task_step_views, task_views

urlpatterns = [
    path("", desk_views.desk, name="desk"),
    path("plans/", plan_views.plan_list, name="plan_list"),
    path("plans/import/", import_views.plan_import, name="plan_import"),
    path("plans/import/<int:pk>/", import_views.import_check, name="import_check"),
    path("plans/import/<int:pk>/save/", import_views.import_save, name="import_save"),
    path("plans/import/<int:pk>/cell/", import_views.import_cell, name="import_cell"),
    path("plans/import/<int:pk>/names/", import_views.import_names, name="import_names"),
    path("plans/import/<int:pk>/answer/", import_views.import_answer, name="import_answer"),
    path("plans/import/<int:pk>/reshape/", import_views.import_reshape, name="import_reshape"),
    path("plans/import/<int:pk>/confirm/", import_views.import_confirm, name="import_confirm"),
    path("plans/import/<int:pk>/drop/", import_views.import_drop, name="import_drop"),
    path("plans/<int:pk>/", plan_views.plan_detail, name="plan_detail"),
    path("plans/<int:pk>/done/", plan_views.plan_done, name="plan_done"),
    path("plans/<int:pk>/assign/", plan_views.plan_assign, name="plan_assign"),
    path("plans/<int:pk>/departments/", plan_views.plan_departments, name="plan_departments"),
    path("plans/<int:pk>/approve/", plan_views.plan_approve, name="plan_approve"),
    path("plans/<int:pk>/source/", plan_views.plan_source, name="plan_source"),
    path("tasks/", task_views.task_list, name="task_list"),
    path("tasks/many/", task_edit_views.task_many, name="task_many"),
    path("tasks/<int:pk>/", task_views.task_detail, name="task_detail"),
    path("tasks/<int:pk>/edit/", task_edit_views.task_edit, name="task_edit"),
    path("tasks/<int:pk>/cell/<slug:cell>/", task_edit_views.task_cell, name="task_cell"),
    path("tasks/<int:pk>/start/", task_step_views.task_start, name="task_start"),
    path("tasks/<int:pk>/submit/", task_step_views.task_submit, name="task_submit"),
    path("tasks/<int:pk>/return/", task_step_views.task_return, name="task_return"),
    path("tasks/<int:pk>/accept/", task_step_views.task_accept, name="task_accept"),
    path("records/new/", record_views.record_new, name="record_new"),
    path("records/begin/", record_views.record_begin, name="record_begin"),
    path("records/keep/", record_views.record_keep, name="record_keep"),
    path("records/<int:pk>/keep/", record_views.record_keep, name="record_keep"),
    path("records/<int:pk>/edit/", record_views.record_edit, name="record_edit"),
    path("records/<int:pk>/", record_views.record_detail, name="record_detail"),
]
