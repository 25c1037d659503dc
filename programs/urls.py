"""Addresses of the programs floor."""

from django.urls import path

from programs import task_edit_views, task_step_views, task_views

urlpatterns = [
    path("tasks/", task_views.task_list, name="task_list"),
    path("tasks/many/", task_edit_views.task_many, name="task_many"),
    path("tasks/<int:pk>/", task_views.task_detail, name="task_detail"),
    path("tasks/<int:pk>/edit/", task_edit_views.task_edit, name="task_edit"),
    path("tasks/<int:pk>/cell/<slug:cell>/", task_edit_views.task_cell, name="task_cell"),
    path("tasks/<int:pk>/start/", task_step_views.task_start, name="task_start"),
    path("tasks/<int:pk>/submit/", task_step_views.task_submit, name="task_submit"),
    path("tasks/<int:pk>/return/", task_step_views.task_return, name="task_return"),
    path("tasks/<int:pk>/accept/", task_step_views.task_accept, name="task_accept"),
]
