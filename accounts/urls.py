from django.urls import path

from accounts.views import account, invitation, password, people, profile, sessions, setup

app_name = "accounts"
urlpatterns = [
    path("setup/<str:token>/", setup.setup, name="setup"),
    path("password/<str:token>/", setup.new_password, name="new_password"),
    path("welcome/<str:token>/", invitation.invitation, name="invitation"),
    path("settings/profile/", profile.profile, name="profile"),
    path("settings/password/", password.password, name="password"),
    path("settings/sessions/", sessions.sessions, name="sessions"),
    path("settings/account/", account.account, name="account"),
    path("settings/people/", people.people, name="people"),
    path("settings/people/invite/", people.invite, name="invite"),
    path("settings/people/<str:username>/", people.person, name="person"),
]
