"""Whether it is still they who sit there: a browser that was left open, or a session that was taken away, deletes nothing for
good and changes nobody's account. A password, code or passkey of the last half hour will do, from the sign-in or since.
"""

from __future__ import annotations

import time
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect


def expect(request: HttpRequest, *, keep: bool = True) -> None:
    """Leads to the page that asks, and from there back to what was wanted: `keep` says whether what was sent is kept in the
    session until then, and done. Not where a password is in it.

    Raises ReauthenticationRequired or ImmediateHttpResponse, which allauth's middleware answers."""
    ways = get_adapter().get_reauthentication_methods(request.user)
    if not ways or is_fresh(request):
        return
    if keep:
        # What is kept goes on only if its address has no query; what the query said (read here, for it is read once) is kept
        # beside it.
        if request.method == "POST" and request.GET:
            request.META["QUERY_STRING"] = ""
        raise ReauthenticationRequired
    back = urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})
    raise ImmediateHttpResponse(HttpResponseRedirect(f"{ways[0]['url']}?{back}"))


def is_fresh(request: HttpRequest) -> bool:
    since = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    return any(given["at"] > since for given in get_authentication_records(request, request.user))


class DeletedByOwner:
    """For a ModelAdmin."""

    def delete_view(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method == "POST" and self.has_delete_permission(request):  # type: ignore[attr-defined]
            expect(request)
        return super().delete_view(request, *args, **kwargs)  # type: ignore[misc]


class ChangedByOwner:
    """For a ModelAdmin of what says who may do what."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: object = None,
    ) -> HttpResponse:
        if request.method == "POST" and self.has_change_permission(request):  # type: ignore[attr-defined]
            expect(request)
        # If it was kept until the password came, it is answered at the address that asked for that.
        return super().changeform_view(  # type: ignore[misc]
            request, object_id, form_url or request.get_full_path(), extra_context
        )
