"""A bare async Django view that returns bytes made beforehand: BENCH_BODY names their file.

BENCH_STACK=stock puts the middleware that `startproject` writes around it; otherwise there is none.
"""

import os
from pathlib import Path

import django
from django.conf import settings

STOCK = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
settings.configure(
    SECRET_KEY="bare",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=[
        "django.contrib.contenttypes",
        "django.contrib.auth",
        "django.contrib.sessions",
        "django.contrib.messages",
    ],
    MIDDLEWARE=STOCK if os.environ.get("BENCH_STACK") == "stock" else [],
    LOGGING_CONFIG=None,
)
django.setup()

from django.core.asgi import get_asgi_application  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.urls import path  # noqa: E402

BODY = Path(os.environ["BENCH_BODY"]).read_bytes()


async def history(request):
    return HttpResponse(BODY, content_type="application/json")


urlpatterns = [path("", history)]
application = get_asgi_application()
