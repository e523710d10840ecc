"""`manage.py serve` around the tests' small application."""

import os

SECRET_KEY = "unused"
INSTALLED_APPS = ["chatapp"]
ASGI_APPLICATION = "tests.server.app.application"
PORT = int(os.environ.get("PORT", "8000"))
USE_TZ = True
