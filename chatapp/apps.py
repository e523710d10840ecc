from django.apps import AppConfig


class ChatappConfig(AppConfig):
    name = "chatapp"

    def ready(self) -> None:
        from django.conf import settings

        if settings.SENTRY_DSN:
            from chatapp import reporting
            from chatapp.version import VERSION

            reporting.start(settings.SENTRY_DSN, VERSION)
