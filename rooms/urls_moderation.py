"""Addresses of moderation, and of what a person sets for themselves."""

from django.urls import path

from rooms.views import marks, personal
from rooms.views.moderation import deletions, newcomers, overview, people, queues, record, site, words

ROOM = "rooms/<str:slug>/"
DESK = f"{ROOM}moderation/"
urlpatterns = [
    path(f"{ROOM}<int:seq>/pin/", marks.pin, name="pin"),
    path(f"{ROOM}<int:seq>/report/", marks.report, name="report"),
    path(f"{ROOM}pins/", marks.pins, name="pins"),
    path(f"{ROOM}composer/", personal.composer, name="composer"),
    path(f"{ROOM}you/", personal.own, name="own"),
    path(f"{ROOM}close/", personal.close, name="close"),
    path("settings/notifications/", personal.notifications, name="notifications"),
    path("authors/<str:username>/ignore/", personal.ignore, name="ignore"),
    path("authors/<str:username>/card/", personal.card, name="card"),
    path(DESK, overview.overview, name="moderation"),
    path(f"{DESK}settings/", overview.settings, name="regulate"),
    path(f"{DESK}raid/", overview.raid, name="raid"),
    path(f"{DESK}people/", people.people, name="moderated_people"),
    path(f"{DESK}people/<str:username>/", people.person, name="moderated_person"),
    path(f"{DESK}reports/", queues.reports, name="reports"),
    path(f"{DESK}reports/<int:pk>/", queues.report, name="handle_report"),
    path(f"{DESK}held/", queues.held, name="held"),
    path(f"{DESK}held/<int:pk>/", queues.held_message, name="decide_held"),
    path(f"{DESK}words/", words.words, name="words"),
    path(f"{DESK}words/<int:pk>/", words.word, name="word"),
    path(f"{DESK}deletions/", deletions.deletions, name="deletions"),
    path(f"{DESK}deletions/<int:pk>/undo/", deletions.undo_deletion, name="undo_deletion"),
    path(f"{DESK}record/", record.record, name="record"),
    path(f"{DESK}record.<str:form>", record.exported, name="export_record"),
    path(f"{DESK}record/<int:pk>/undo/", record.undo, name="undo_entry"),
    path("moderation/", site.overview, name="site_moderation"),
    path("moderation/raid/", site.raid, name="site_raid"),
    path("moderation/newcomers/", newcomers.newcomers, name="site_newcomers"),
    path("moderation/reports/", site.reports, name="site_reports"),
    path("moderation/people/", site.suspend_somebody, name="site_people"),
    path("moderation/people/<str:username>/", site.person, name="site_person"),
    path("moderation/record/", site.record, name="site_record"),
    path("moderation/record.<str:form>", site.exported, name="export_site_record"),
]
