"""The doctor's page, for administrators."""

from channels.db import database_sync_to_async
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from chatapp.database import in_database
from chatapp.doctor.examine import examine


@require_safe
@never_cache
async def doctor(request: HttpRequest) -> HttpResponse:
    if not (getattr(request.user, "is_staff", False) or getattr(request.user, "is_superuser", False)):
        raise PermissionDenied
    # Not in the database's executor: one of the checks asks this very process for an answer.
    lines = await database_sync_to_async(examine, thread_sensitive=False)()
    bad = sum(not line.ok for line in lines)
    lines.sort(key=lambda line: line.ok)  # what needs attention comes first
    return await in_database(render, request, "doctor/show.html", {"lines": lines, "bad": bad})
