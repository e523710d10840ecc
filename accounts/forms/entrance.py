"""allauth's log-in and sign-up forms, with labels that say what we mean."""

from typing import Any

from allauth.account import forms as allauth


class LoginForm(allauth.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login = self.fields["login"]
        login.label = "Username or e-mail"
        login.max_length = 254
        login.widget.attrs.update(
            autocomplete="username", autocapitalize="none", maxlength="254", autofocus=True
        )
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class SignupForm(allauth.SignupForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        username = self.fields["username"]
        username.help_text = (
            "Lower-case letters, digits, dots, dashes and underscores. It cannot be changed later."
        )
        username.widget.attrs.update(autocapitalize="none", autofocus=True)
        if "email" in self.fields:
            self.fields["email"].label = "E-mail"
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
