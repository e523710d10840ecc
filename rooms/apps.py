from django.apps import AppConfig


class RoomsConfig(AppConfig):
    name = "rooms"

    def ready(self) -> None:
        """`accounts` may not import `rooms`: it is told here what rooms do about what happens to an account."""
        from accounts import control
        from rooms.actions.departing import depart
        from rooms.actions.moderation.suspensions import record_act

        control.on_account_deleted.append(depart)
        control.on_act.append(record_act)
