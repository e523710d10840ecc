"""The first owner's account."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.fields import PasswordField
from django import forms
from django.contrib.auth import password_validation

from accounts import usernames
from accounts.forms.profile import visible, zone_choices
from accounts.models import User


class SetupForm(forms.Form):
    username = forms.CharField(
        max_length=usernames.MAX_LENGTH,
        help_text="Lower-case letters, digits, dots, dashes and underscores. It cannot be changed later.",
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}
        ),
    )
    name = forms.CharField(
        label="Display name (optional)",
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label="E-mail (optional)", required=False, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    timezone = forms.ChoiceField(label="Time zone", choices=zone_choices, initial="UTC")
    password1 = PasswordField(
        label="Password",
        autocomplete="new-password",
        help_text=password_validation.password_validators_help_text_html(),
    )
    password2 = PasswordField(label="Password, again", autocomplete="new-password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)

    def clean_username(self) -> str:
        return str(get_adapter().clean_username(self.cleaned_data["username"]))

    def clean_name(self) -> str:
        return visible(self.cleaned_data["name"])

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        if email and User.objects.filter(email=email).exists():
            raise forms.ValidationError("This e-mail address belongs to another account.")
        return email

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("password1") and data.get("password1") != data.get("password2"):
            self.add_error("password2", "The two passwords differ.")
        person = User(username=data.get("username") or "", name=data.get("name") or "")
        try:
            password_validation.validate_password(data.get("password1") or "", person)
        except forms.ValidationError as error:
            self.add_error("password1", error)
        return data
