"""Forms of rooms. They parse; the actions judge."""

from collections.abc import Container
from typing import Any

from django import forms

from rooms.models.room import NAME_LENGTH, TOPIC_LENGTH, Kind

KINDS = [
    (Kind.PUBLIC, "Public: anyone here can read and join"),
    (Kind.PRIVATE, "Private: by invitation only"),
]


class RoomForm(forms.Form):
    name = forms.CharField(max_length=NAME_LENGTH, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    topic = forms.CharField(
        label="Topic (optional)",
        max_length=TOPIC_LENGTH,
        required=False,
        help_text="What this room is about.",
    )
    kind = forms.ChoiceField(
        choices=KINDS, initial=Kind.PUBLIC, widget=forms.RadioSelect, label="Who may see it"
    )
    history_visible = forms.BooleanField(
        required=False, initial=True, label="Newcomers may read what was written before they came"
    )

    def __init__(self, *args: Any, only: Container[str] | None = None, **kwargs: Any) -> None:
        """`only` are the fields to have, where they are not all."""
        super().__init__(*args, **kwargs)
        for name in [name for name in self.fields if only is not None and name not in only]:
            del self.fields[name]
