from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts.deletion import SoleOwner, delete_account
from accounts.forms.password import ConfirmForm
from accounts.limits import PASSWORD_CHECK, allow
from accounts.models import User
from accounts.refusals import too_many


@never_cache
@sensitive_post_parameters()
def account(request: HttpRequest) -> HttpResponse:
    """The person's account, and its end."""
    user = cast(User, request.user)
    if request.method == "POST" and not allow(PASSWORD_CHECK, str(user.pk)):
        return too_many(request, PASSWORD_CHECK)
    form = ConfirmForm(user, request.POST or None)
    if form.is_valid() and _delete(form, user.pk):
        logout(request)
        messages.success(request, "Your account is deleted.")
        return redirect("account_login")
    context = {"form": form, "has_mail": bool(settings.EMAIL_URL)}
    return render(request, "accounts/account.html", context, status=400 if form.is_bound else 200)


def _delete(form: ConfirmForm, user_id: int) -> bool:
    try:
        delete_account(user_id)
    except SoleOwner:
        form.add_error(None, "You are the only owner. Make somebody else an owner first.")
        return False
    return True
