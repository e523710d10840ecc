"""What a person chooses for a new API token."""

from typing import cast

from django import forms

from accounts.forms.profile import visible
from accounts.models.token import SCOPES

MEANINGS = {
    "rooms:read": "See rooms, members and people",
    "history:read": "Read and search messages, and listen",
    "messages:write": "Write, edit, react and join as you",
    "moderation": "Moderate where you may, and change rooms",
}
DAYS = (("30", "In 30 days"), ("7", "In 7 days"), ("90", "In 90 days"), ("365", "In a year"), ("", "Never"))


class TokenForm(forms.Form):
    """`rooms` are the slugs to choose from, as (slug, name); none chosen means all."""

    name = forms.CharField(max_length=80, help_text="What will use it, for example “backup”.")
    scopes = forms.MultipleChoiceField(
        label="May",
        choices=[(scope, f"{MEANINGS[scope]} ({scope})") for scope in SCOPES],
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.ChoiceField(label="Expires", choices=DAYS, required=False, initial="30")
    rooms = forms.MultipleChoiceField(
        label="Only in these rooms",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None chosen: in every room that you can see.",
    )

    def __init__(self, rooms: list[tuple[str, str]], data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        field = cast(forms.MultipleChoiceField, self.fields["rooms"])
        field.choices = rooms
        if not rooms:
            del self.fields["rooms"]

    def clean_name(self) -> str:
        name = visible(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError("The name has characters that can be seen.")
        return name

    def clean_days(self) -> int | None:
        return int(self.cleaned_data["days"]) if self.cleaned_data["days"] else None
