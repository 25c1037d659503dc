"""Addresses of the evidence floor."""

from django.urls import path

from evidence import file_views, library_views, record_views

urlpatterns = [
    path("records/", library_views.record_list, name="record_list"),
    path("records/review/", library_views.record_review_list, name="record_review_list"),
    path("records/<int:pk>/submit/", record_views.record_submit, name="record_submit"),
    path("records/<int:pk>/discard/", record_views.record_discard, name="record_discard"),
    path("records/<int:pk>/review/", record_views.record_review, name="record_review"),
    path("records/<int:pk>/files/", file_views.record_files, name="record_files"),
    path("records/<int:pk>/press/", file_views.record_press, name="record_press"),
    path("attachments/<int:pk>/withdraw/", file_views.attachment_withdraw, name="attachment_withdraw"),
    path("attachments/<int:pk>/<str:name>", file_views.attachment, name="attachment"),
]
