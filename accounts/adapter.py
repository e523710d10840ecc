"""Where allauth asks us: who may sign up and sign in, how often, and what a new password ends."""

from smtplib import SMTPException
from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts import control, devices, invitations, limits, usernames
from accounts.endings import end_all_sessions
from accounts.refusals import client, too_many

log = structlog.get_logger(__name__)

DEVICE = "device"  # in a session's data: what the list of sessions shows


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        if settings.SIGNUP == "invitation":
            return invitations.find_open(invitations.brought_by(request)) is not None
        return bool(settings.SIGNUP == "open")

    def clean_username(self, username: str, shallow: bool = False) -> str:
        return str(super().clean_username(usernames.normalise(username), shallow))

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        try:
            with transaction.atomic():
                if settings.SIGNUP == "invitation" and not invitations.use(invitations.brought_by(request)):
                    raise ImmediateHttpResponse(render(request, "account/signup_closed.html", status=403))
                return super().save_user(request, user, form, commit)
        except IntegrityError:
            # Two people took the same name in the same instant. Ask again: now the form sees the other one.
            raise ImmediateHttpResponse(_again(request, form)) from None

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Counts before the password is looked at, so that parallel guesses cannot slip past."""
        login, address = _login(credentials), client(request)
        device = devices.known_device(request, login)
        if device:
            counts = [(limits.LOGIN_DEVICE, device)]
        else:
            counts = [(limits.LOGIN_ADDRESS, address), (limits.LOGIN_ACCOUNT, login)]
            if not limits.would_allow(limits.LOGIN_FAILURES, address):
                raise ImmediateHttpResponse(too_many(request, limits.LOGIN_FAILURES))
        for limit, key in counts:
            if not limits.allow(limit, key):
                raise ImmediateHttpResponse(too_many(request, limit))

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        limits.allow(limits.LOGIN_FAILURES, client(request))

    def pre_login(self, request: HttpRequest, user: Any, **context: Any) -> HttpResponse | None:
        """The password was right, so it is no secret from this person that they are suspended."""
        if not user.may_enter:
            return render(request, "account/account_inactive.html", {"person": user}, status=403)
        return super().pre_login(request, user, **context)

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        request.session[DEVICE] = {
            "agent": request.META.get("HTTP_USER_AGENT", "")[:200],
            "address": request.META.get("REMOTE_ADDR", ""),
            "since": timezone.now().isoformat(),
        }

    def post_login(self, request: HttpRequest, user: Any, **context: Any) -> HttpResponse:
        response = super().post_login(request, user, **context)
        devices.remember(response, user.pk)
        return response

    def logout(self, request: HttpRequest) -> None:
        key = request.session.session_key
        super().logout(request)
        if key:
            control.revoke_session(key)

    def set_password(self, user: Any, password: str) -> None:
        """A new password ends every other session. All sockets close; the kept session's and tokens' come back."""
        user.set_password(password)
        user.save(update_fields=["password"])
        mine = self.request.session.session_key if self.request is not None else None
        end_all_sessions(user.pk, keep=mine)
        control.revoke_user(user.pk, control.COME_AGAIN)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A mail server that is away fails for known and unknown addresses alike: it must tell nothing."""
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException) as error:
            log.error("mail_not_sent", template=template_prefix, error=type(error).__name__)

    def get_client_ip(self, request: HttpRequest) -> str:
        return str(request.META.get("REMOTE_ADDR") or "")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:password")


def _login(credentials: dict[str, Any]) -> str:
    return str(credentials.get("email") or credentials.get("username") or "").strip().lower()


def _again(request: HttpRequest, form: Any) -> HttpResponse:
    form.add_error("username", ValidationError("This username is taken."))
    return render(request, "account/signup.html", {"form": form}, status=409)
