"""Addresses of webhooks."""

from django.urls import path

from rooms.views.webhooks import incoming, outgoing, receiving

PAGES = "rooms/<str:slug>/webhooks/"
urlpatterns = [
    path("hooks/<str:token>", receiving.receive, name="hook"),
    path(PAGES, incoming.index, name="webhooks"),
    path(f"{PAGES}in/", incoming.make, name="make_webhook"),
    path(f"{PAGES}in/<int:pk>/revoke/", incoming.revoke, name="revoke_webhook"),
    path(f"{PAGES}out/", outgoing.add, name="subscribe"),
    path(f"{PAGES}out/<int:pk>/", outgoing.show, name="subscription"),
]
