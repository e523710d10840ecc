"""What a person says about themselves."""

from zoneinfo import available_timezones

from django import forms

from accounts.models import User

_FOREIGN = ("Etc/", "SystemV/", "posix/", "right/", "US/")


def zone_choices() -> list[tuple[str, str]]:
    """The zones named after places, and UTC: what people look for.

    An account begins with "UTC", which pages take for whatever the browser's clock is; UTC itself is Etc/UTC.
    """
    places = sorted(name for name in available_timezones() if "/" in name and not name.startswith(_FOREIGN))
    return [
        ("UTC", "As on each device"),
        ("Etc/UTC", "UTC"),
        *((name, name.replace("_", " ")) for name in places),
    ]


class ProfileForm(forms.ModelForm):
    timezone = forms.ChoiceField(
        label="Time zone",
        choices=zone_choices,
        help_text="Times that you type are in it too; in UTC where it is as on each device.",
    )

    class Meta:
        model = User
        fields = ("name", "timezone")
        labels = {"name": "Display name"}
        help_texts = {"name": "How others see you. Your username when empty."}

    def clean_name(self) -> str:
        return visible(self.cleaned_data["name"])


def visible(name: str) -> str:
    """A name without control and direction characters, which could make it look like another's."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in name).split())
