from typing import cast

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts.forms.password import ChangePasswordForm
from accounts.limits import PASSWORD_CHECK, allow
from accounts.models import User
from accounts.refusals import too_many


@never_cache
@sensitive_post_parameters()
def password(request: HttpRequest) -> HttpResponse:
    """Changing it signs the person out everywhere else; this browser stays."""
    user = cast(User, request.user)
    if request.method == "POST" and not allow(PASSWORD_CHECK, str(user.pk)):
        return too_many(request, PASSWORD_CHECK)
    form = ChangePasswordForm(data=request.POST or None, user=user)
    if not form.is_valid():
        return render(request, "accounts/password.html", {"form": form}, status=400 if form.is_bound else 200)
    form.save()
    update_session_auth_hash(request, user)
    messages.success(request, "Your password is changed. You are signed out everywhere else.")
    return redirect("accounts:password")
