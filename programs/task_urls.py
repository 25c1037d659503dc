"""Addresses of breaking tasks down, of their care, and of the calendar they make."""

from django.urls import path

from programs import (
    calendar_views,
    occurrences_views,
    record_views,
    reorganising_views,
    resolutions_views,
    splitting_views,
    task_care_views,
    task_given_views,
    unit_ending_views,
)

WITH_ITS_PAGE = {"page": record_views.record_page}

urlpatterns = [
    path("tasks/new/", splitting_views.task_new, name="task_new"),
    path("tasks/hand-over/", task_care_views.task_hand_over, name="task_hand_over"),
    path("tasks/newcomers/", reorganising_views.newcomers, name="newcomers"),
    path("settings/departments/<int:pk>/merge/", reorganising_views.department_merge, name="department_merge"),
    path("settings/units/<int:pk>/end/", unit_ending_views.unit_end, name="unit_end"),
    path("settings/units/<int:pk>/reopen/", unit_ending_views.unit_reopen, name="unit_reopen"),
    path("tasks/<int:pk>/split/", splitting_views.task_split, name="task_split"),
    path("tasks/<int:pk>/details/", splitting_views.task_details, name="task_details"),
    path("tasks/<int:pk>/take-back/", splitting_views.task_take_back, name="task_take_back"),
    path("tasks/<int:pk>/newcomers/", task_care_views.task_newcomers, name="task_newcomers"),
    path("tasks/<int:pk>/urge/", task_care_views.task_urge, name="task_urge"),
    path("plans/<int:pk>/urge/", task_care_views.plan_urge, name="plan_urge"),
    path("tasks/<int:pk>/object/", task_care_views.task_object, name="task_object"),
    path("objections/<int:pk>/answer/", task_care_views.objection_answer, name="objection_answer"),
    path("occurrences/<int:pk>/", occurrences_views.occurrence_change, name="occurrence_change"),
    path("records/<int:pk>/agreed/", resolutions_views.resolution_new, WITH_ITS_PAGE, name="resolution_new"),
    path("records/<int:pk>/task/", resolutions_views.record_link, name="record_link"),
    path("resolutions/<int:pk>/drop/", resolutions_views.resolution_drop, name="resolution_drop"),
    path("resolutions/<int:pk>/task/", resolutions_views.resolution_task, name="resolution_task"),
    path("calendar/", calendar_views.calendar, name="calendar"),
    path("given/<int:pk>/", task_given_views.given_task, name="given_task"),
    path("given/<int:pk>/report/", task_given_views.given_report, name="given_report"),
]
