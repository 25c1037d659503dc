"""Addresses of awards we give, and of handing a clerk's work over."""

from django.urls import path

from programs import awards_views, handover_views

urlpatterns = [
    path("settings/roles/<int:pk>/hand-over/", handover_views.clerk_hand_over, name="clerk_hand_over"),
    path("awards/", awards_views.award_list, name="award_list"),
    path("awards/new/", awards_views.award_new, name="award_new"),
    path("awards/<int:pk>/", awards_views.award_detail, name="award_detail"),
    path("awards/<int:pk>/edit/", awards_views.award_edit, name="award_edit"),
    path("awards/<int:pk>/nominate/", awards_views.award_nominate, name="award_nominate"),
    path("awards/<int:pk>/close/", awards_views.award_close, name="award_close"),
    path("awards/<int:pk>/reopen/", awards_views.award_reopen, name="award_reopen"),
    path("awards/<int:pk>/decide/", awards_views.award_decide, name="award_decide"),
    path("awards/<int:pk>/reconsider/", awards_views.award_reconsider, name="award_reconsider"),
    path("awards/<int:pk>/notice/", awards_views.award_notice, name="award_notice"),
    path("awards/<int:pk>/publish/", awards_views.award_publish, name="award_publish"),
    path("awards/<int:pk>/cancel/", awards_views.award_cancel, name="award_cancel"),
    path("awards/nominations/<int:pk>/withdraw/", awards_views.nomination_withdraw, name="nomination_withdraw"),
    path("awards/nominations/<int:pk>/objections/", awards_views.nomination_object, name="nomination_object"),
    path("awards/objections/<int:pk>/settle/", awards_views.objection_settle, name="objection_settle"),
]
