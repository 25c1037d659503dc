"""Addresses of the evidence floor; posts that show a record again when refused stand with its page, in programs."""

from django.urls import path, register_converter

from evidence import (
    consent_views,
    file_views,
    filing_views,
    ledger_views,
    library_views,
    measure_views,
    phone_views,
    requirement_views,
    room_views,
    version_views,
)
from evidence.ledgers import LEDGERS


class LedgerConverter:
    """The name of a ledger in an address; any other word is no page."""

    regex = "|".join(LEDGERS)

    def to_python(self, value):
        return value

    def to_url(self, value):
        return str(value)


register_converter(LedgerConverter, "ledger")

urlpatterns = [
    path("records/", library_views.record_list, name="record_list"),
    path("records/review/", library_views.record_review_list, name="record_review_list"),
    path("records/<int:pk>/file/", filing_views.record_file, name="record_file"),
    path("records/<int:pk>/amend/", filing_views.record_amend, name="record_amend"),
    path("records/<int:pk>/amend/files/", filing_views.record_amend_files, name="record_amend_files"),
    path("archive/", filing_views.archive_list, name="archive_list"),
    path("archive/file/", filing_views.archive_file, name="archive_file"),
    path("archive/settings/", filing_views.archive_settings, name="archive_settings"),
    path("archive/people/", consent_views.people_in_pictures, name="people_in_pictures"),
    path("records/<int:pk>/pictures/", consent_views.record_pictures, name="record_pictures"),
    path("attachments/<int:pk>/people/", consent_views.attachment_people, name="attachment_people"),
    path("filings/<int:pk>/", filing_views.filing_edit, name="filing_edit"),
    path("records/<int:pk>/people/", ledger_views.record_people, name="record_people"),
    path("ledgers/", ledger_views.ledger_home, name="ledger_home"),
    path("ledgers/<ledger:kind>/", ledger_views.ledger_list, name="ledger_list"),
    path("ledgers/<ledger:kind>/new/", ledger_views.ledger_new, name="ledger_new"),
    path("ledgers/<int:pk>/edit/", ledger_views.ledger_edit, name="ledger_edit"),
    path("settings/requirements/", requirement_views.requirements, name="requirements"),
    path("settings/kinds/new/", requirement_views.activity_kind_new, name="activity_kind_new"),
    path("measures/", measure_views.measure_list, name="measure_list"),
    path("measures/new/", measure_views.measure_new, name="measure_new"),
    path("measures/<int:pk>/retire/", measure_views.measure_retire, name="measure_retire"),
    path("records/<int:pk>/files/", file_views.record_files, name="record_files"),
    path("records/<int:pk>/phone/", phone_views.record_phone, name="record_phone"),
    path("records/<int:pk>/phone/end/", phone_views.record_phone_end, name="record_phone_end"),
    path("records/<int:pk>/news/", phone_views.record_news, name="record_news"),
    path("phone/<str:token>/", phone_views.phone, name="phone"),
    path("settings/room/", room_views.room, name="room"),
    path("attachments/<int:pk>/versions/", version_views.attachment_versions, name="attachment_versions"),
    path("attachments/<int:pk>/move/", file_views.attachment_move, name="attachment_move"),
    path("attachments/<int:pk>/withdraw/", file_views.attachment_withdraw, name="attachment_withdraw"),
    path("attachments/<int:pk>/<str:name>", file_views.attachment, name="attachment"),
]
