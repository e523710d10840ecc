from django.urls import include, path

from chatapp.doctor.views import doctor
from rooms.views.home import home

handler400 = "chatapp.middleware.answers.bad_request"
handler403 = "chatapp.middleware.answers.forbidden"
handler404 = "chatapp.middleware.answers.not_found"
handler500 = "chatapp.middleware.answers.server_error"

urlpatterns = [
    path("", home, name="home"),
    path("settings/site/doctor/", doctor, name="doctor"),
    path("api/v1/", include("rooms.api.urls")),
    path("", include("rooms.urls")),
    path("", include("accounts.urls")),
    path("accounts/", include("accounts.entrance")),
]
