"""What goes into the book besides the verbs: who signed in, who tried to, and whose rights were changed.

The receivers only write down what Django tells of; they decide nothing.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.contrib.contenttypes.models import ContentType

from articles import clock, plain
from articles.models import Transition
from articles.records import record
from newsroom.models import User

LONGEST_NAME = 150
#: Attackers have many addresses, and a limit for each does not keep a disk from filling.
MOST_FAILURES, WITHIN = 500, timedelta(hours=1)


def connect() -> None:
    user_logged_in.connect(signed_in, dispatch_uid="audit")
    user_logged_out.connect(signed_out, dispatch_uid="audit")
    user_login_failed.connect(sign_in_failed, dispatch_uid="audit")


def signed_in(sender: Any, *, user: User, **kwargs: Any) -> None:
    record(user, "sign-in", by=user)


def signed_out(sender: Any, *, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        record(user, "sign-out", by=user)


def sign_in_failed(sender: Any, *, credentials: dict[str, Any], **kwargs: Any) -> None:
    """The name as it was typed, never the password. Beyond the most of an hour nothing more is written."""
    name = plain.line(str(credentials.get("username") or ""))[:LONGEST_NAME]
    lately = Transition.objects.filter(verb="sign-in-failed", at__gte=clock.now() - WITHIN).count()
    if lately >= MOST_FAILURES:
        return
    user = User.objects.filter(username=name).first()
    Transition.objects.create(
        subject_type=ContentType.objects.get_for_model(User),
        subject_id=user.pk if user else 0,
        verb="sign-in-failed",
        at=clock.now(),
        note="More of this hour are not written down." if lately == MOST_FAILURES - 1 else "",
        data={"typed": name},
    )


def rights_of(person: User) -> str:
    """ "Writer, Editor; sections: Machines; switched off": what a change of rights is a change of."""
    parts = [", ".join(person.groups.order_by("name").values_list("name", flat=True)) or "No role"]
    if sections := ", ".join(person.sections.values_list("title", flat=True)):
        parts.append(f"sections: {sections}")
    if not person.is_staff:
        parts.append("no desk")
    if not person.is_active:
        parts.append("switched off")
    return "; ".join(parts)


def rights_of_role(role: Group) -> list[str]:
    return sorted(
        f"{app}.{name}" for app, name in role.permissions.values_list("content_type__app_label", "codename")
    )


def rights_changed(person: User, *, by: Any, was: str) -> None:
    now = rights_of(person)
    if now != was:
        record(person, "change-rights", by=by, was=was, now=now)


def role_changed(role: Group, *, by: Any, was: list[str]) -> None:
    now = rights_of_role(role)
    if now != was:
        record(
            role, "change-role", by=by, added=sorted(set(now) - set(was)), removed=sorted(set(was) - set(now))
        )
