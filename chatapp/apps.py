from django.apps import AppConfig


class ChatappConfig(AppConfig):
    name = "chatapp"

    def ready(self) -> None:
        from django.conf import settings

        if dsn := getattr(settings, "SENTRY_DSN", ""):  # other settings need not know it
            from chatapp import reporting
            from chatapp.version import VERSION

            reporting.start(dsn, VERSION)
