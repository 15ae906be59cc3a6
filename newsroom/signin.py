"""Who may have an account: whoever a manager makes one for. And what its owner is told."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from itertools import groupby
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.models import EmailAddress
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.http import HttpRequest

from articles.records import record
from newsroom.models import User

logger = logging.getLogger("newsroom.signin")


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """A mail server that is away keeps nobody from changing a password."""
        try:
            super().send_notification_mail(*args, **kwargs)
        except (OSError, SMTPException) as error:
            logger.error("No mail about a change of an account: %s", error)


class SessionsAdapter(DefaultUserSessionsAdapter):
    def end_sessions(self, sessions: Iterable[UserSession]) -> None:
        """The book says how many, not where."""
        ended = list(sessions)
        super().end_sessions(ended)
        for person, theirs in groupby(ended, key=lambda session: session.user):
            record(person, "end-sessions", by=person, ended=len(list(theirs)))


def chose_password(request: HttpRequest, person: User) -> None:
    """They stay signed in where they did it, and nowhere else."""
    record(person, "set-password", by=person)
    UserSession.objects.create_from_request(request)
    tell(request, person, "password_changed")


def forget_ended() -> None:
    for session in UserSession.objects.iterator():
        session.purge()


def tell(request: HttpRequest, person: User, what: str, *, at: str = "", **words: str) -> None:
    """By mail, that their account was changed: `what` names allauth's words. `at` is an address that is not theirs any more."""
    get_adapter(request).send_notification_mail(f"account/email/{what}", person, words, at or None)


def readdressed(request: HttpRequest, person: User, *, was: str) -> None:
    """Letters for a forgotten password go to the new address alone, and the former one is told."""
    EmailAddress.objects.filter(user=person).exclude(email__iexact=person.email).delete()
    if was:
        words = {"from_email": was, "to_email": person.email or "none"}
        transaction.on_commit(lambda: tell(request, person, "email_changed", at=was, **words))
