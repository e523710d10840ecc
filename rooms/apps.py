from django.apps import AppConfig


class RoomsConfig(AppConfig):
    name = "rooms"

    def ready(self) -> None:
        """`accounts` may not import `rooms`: it is told here what to do about an account that is deleted."""
        from accounts import control
        from rooms.actions.departing import depart

        control.on_account_deleted.append(depart)
