"""One-time links: the first owner's account, and a new password."""

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts import devices, links
from accounts.forms.password import NewPasswordForm
from accounts.forms.setup import SetupForm
from accounts.limits import LINK
from accounts.models import User
from accounts.refusals import over_limit, spent_link


@login_not_required
@never_cache
@sensitive_post_parameters()
def setup(request: HttpRequest, token: str) -> HttpResponse:
    if links.find(links.FIRST_RUN, token) is None:
        return over_limit(request, LINK) or spent_link(request)
    form = SetupForm(request.POST or None)
    if not form.is_valid():
        return render(request, "accounts/setup.html", {"form": form}, status=400 if form.is_bound else 200)
    given = form.cleaned_data
    try:
        owner = links.create_owner(
            token,
            username=given["username"],
            name=given["name"],
            email=given["email"],
            password=given["password1"],
            timezone_name=given["timezone"],
        )
    except links.LinkSpent:
        return spent_link(request)
    return _enter(request, owner, "Welcome. This site is yours.")


@login_not_required
@never_cache
@sensitive_post_parameters()
def new_password(request: HttpRequest, token: str) -> HttpResponse:
    link = links.find(links.PASSWORD, token)
    if link is None:
        return over_limit(request, LINK) or spent_link(request)
    form = NewPasswordForm(data=request.POST or None, user=link.user)
    if not form.is_valid():
        context = {"form": form, "person": link.user}
        return render(request, "accounts/new_password.html", context, status=400 if form.is_bound else 200)
    try:
        person = links.take_password_link(token)
    except links.LinkSpent:
        return spent_link(request)
    get_adapter(request).set_password(person, form.cleaned_data["password1"])
    return _enter(request, person, "You are signed in.")


def _enter(request: HttpRequest, person: User, word: str) -> HttpResponse:
    """Sign in whoever held the link: whoever can choose the password could do it anyway."""
    if not person.may_enter:
        return render(request, "account/account_inactive.html", {"person": person}, status=403)
    get_adapter(request).login(request, person)
    messages.success(request, word)
    response = redirect(settings.LOGIN_REDIRECT_URL)
    devices.remember(response, person.pk)
    return response
