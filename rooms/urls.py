from django.urls import path

from rooms import urls_moderation, urls_webhooks
from rooms.views import changes, invitations, listings, messages, rooms, search, tokens

app_name = "rooms"
urlpatterns = [
    path("rooms/", listings.rooms, name="index"),
    path("rooms/new/", rooms.new, name="new"),
    path("rooms/<str:slug>/", rooms.show, name="show"),
    path("rooms/<str:slug>/<int:seq>/", rooms.show, name="message"),
    path("rooms/<str:slug>/settings/", rooms.settings, name="settings"),
    path("rooms/<str:slug>/members/", rooms.members, name="members"),
    path("rooms/<str:slug>/join/", rooms.enter_room, name="join"),
    path("rooms/<str:slug>/leave/", rooms.leave_room, name="leave"),
    path("rooms/<str:slug>/invitations/", invitations.create, name="invite"),
    path("rooms/<str:slug>/messages/", messages.messages, name="messages"),
    path("rooms/<str:slug>/changes/", changes.changes, name="changes"),
    path("rooms/<str:slug>/read/", messages.read, name="read"),
    path("rooms/<str:slug>/<int:seq>/edit/", messages.edit, name="edit"),
    path("rooms/<str:slug>/<int:seq>/delete/", messages.delete, name="delete"),
    path("rooms/<str:slug>/<int:seq>/reactions/", messages.react, name="react"),
    path("invite/<str:token>/", invitations.show, name="invitation"),
    path("direct/", rooms.direct, name="direct"),
    path("authors/", listings.people, name="authors"),
    path("authors/<str:username>/", listings.person, name="author"),
    path("search/", search.show, name="search"),
    path("settings/tokens/", tokens.tokens, name="tokens"),
    *urls_moderation.urlpatterns,
    *urls_webhooks.urlpatterns,
]
