"""A link that lets somebody sign up."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from accounts import invitations
from accounts.limits import LINK
from accounts.refusals import over_limit, spent_link


@login_not_required
@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Keeps the invitation in the session: its secret leaves the address bar at once."""
    if request.user.is_authenticated:
        return redirect("home")
    if not invitations.bring(request, token):
        return over_limit(request, LINK) or spent_link(request)
    return redirect("account_signup")
