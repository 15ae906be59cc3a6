"""Mail to the desk: what the bell told somebody who wants it by mail too. Sent by the worker, one after the other.

A mail has the headline, who did what, and a link that leads to the desk and does nothing by itself. Never the words of a
note: mail passes through other people's machines.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPSenderRefused
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import F
from django.urls import reverse

from articles import clock
from articles.admin import bell
from articles.desk import telling
from articles.models import Notice

logger = logging.getLogger("newsroom.letters")

MOST = 50  # in one round
#: What a server says of one mail, and not of itself.
OF_ONE = (SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused)
TIMEOUT = 15  # seconds that a mail server may take
#: A round that dies in the middle leaves what it had taken to another after this time.
TAKEN_FOR = timedelta(minutes=10)
#: Tries are two, four, eight … minutes apart, a day at most; after this many it is given up.
MOST_TRIES = 14
LONGEST_WAIT = timedelta(days=1)

KEPT_READ, KEPT_UNREAD = timedelta(days=90), timedelta(days=365)


def send_due() -> int:
    """How many went out. One that fails is tried again later, and does not hold up the others."""
    due = Notice.objects.filter(mail_due__lte=clock.now()).order_by("mail_due")
    keys = list(due.values_list("pk", flat=True)[:MOST])
    if not keys:
        return 0
    went = 0
    connection = get_connection(timeout=TIMEOUT)
    for key in keys:
        notice = _take(key)
        if notice is None:
            continue
        try:
            connection.send_messages([letter(notice)])
        except (OSError, SMTPException) as error:
            _later(notice, error)
            if not isinstance(error, OF_ONE):
                break  # the server itself: the rest need not wait for it one by one
        else:
            Notice.objects.filter(pk=key).update(mail_due=None)
            went += 1
    connection.close()
    return went


def _take(key: int) -> Notice | None:
    """Exactly one worker gets it. Nothing is sent of what was read in the meantime, or may not be known any more."""
    now = clock.now()
    taken = Notice.objects.filter(pk=key, mail_due__lte=now).update(
        mail_due=now + TAKEN_FOR, mail_tries=F("mail_tries") + 1
    )
    if not taken:
        return None
    notice = Notice.objects.select_related("person", "article", "by").get(pk=key)
    person: Any = notice.person
    if not (person.is_active and person.email and telling.unread(person).filter(pk=key).exists()):
        Notice.objects.filter(pk=key).update(mail_due=None)
        return None
    return notice


def _later(notice: Notice, error: Exception) -> None:
    what = type(error).__name__  # its words would put the address into the log
    if notice.mail_tries >= MOST_TRIES:
        logger.error("Mail %s is given up after %s tries: %s", notice.pk, notice.mail_tries, what)
        Notice.objects.filter(pk=notice.pk).update(mail_due=None)
        return
    wait = min(timedelta(minutes=2**notice.mail_tries), LONGEST_WAIT)
    logger.warning("Mail %s could not be sent, and is tried again in %s: %s", notice.pk, wait, what)
    Notice.objects.filter(pk=notice.pk).update(mail_due=clock.now() + wait)


def letter(notice: Notice) -> EmailMessage:
    what, headline = bell.what(notice, notice.person), bell.headline(notice)
    choose = f"{settings.SITE_URL}{reverse('admin:bell_mail')}"
    return EmailMessage(
        subject=f"{what}: “{headline}”"[:200],
        body=(
            f"{what}: “{headline}”\n\n{settings.SITE_URL}{bell.address(notice)}\n\n"
            f"--\nWhat comes by mail is your choice: {choose}\n"
        ),
        to=[notice.person.email],
        headers={"Auto-Submitted": "auto-generated"},
    )


def forget_old() -> None:
    """What was read is kept for three months, what was not for a year."""
    now = clock.now()
    Notice.objects.filter(read_at__lte=now - KEPT_READ).delete()
    Notice.objects.filter(at__lte=now - KEPT_UNREAD).delete()
