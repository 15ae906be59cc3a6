"""What a person is told of: the bell, and the mail if they wish it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from articles.fields import LineField


class About(models.TextChoices):
    """Each is a person's own choice to have by mail."""

    MENTION = "mention", "Somebody mentions you in a note"
    ASSIGNED = "assigned", "A story is assigned to you"
    SENT_BACK = "sent-back", "A story of yours is sent back"
    APPROVED = "approved", "A story of yours is approved"
    OUT = "out", "A story of yours is published or scheduled"
    OFF = "off", "A story of yours, or in a list of yours, is withdrawn"
    NOTE = "note", "A note on a story of yours, or one whose notes you take part in"


#: What comes by mail to somebody who has chosen nothing: what waits for them.
BY_MAIL = (About.MENTION, About.ASSIGNED, About.SENT_BACK)


class Notice(models.Model):
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    about = models.CharField(max_length=9, choices=About.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    #: Shown only while the person may read the story. Without one, `subject` is what they may know.
    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, null=True, related_name="+")
    note = models.ForeignKey("articles.Note", on_delete=models.CASCADE, null=True, related_name="+")
    subject = LineField(max_length=200, blank=True)
    url = models.CharField(max_length=200, blank=True)
    words = LineField(max_length=300, blank=True, help_text="The reason, or the moment")
    read_at = models.DateTimeField(null=True)
    #: When the next try to mail it is due; empty if it is not to be mailed, or was.
    mail_due = models.DateTimeField(null=True)
    mail_tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["-at", "-pk"]
        default_permissions = ()
        indexes = [
            models.Index("person", F("at").desc(), F("id").desc(), name="notice_of_person"),
            models.Index("person", name="notice_unread", condition=Q(read_at__isnull=True)),
            models.Index("mail_due", name="notice_to_mail", condition=Q(mail_due__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.about} for {self.person}"


class MailChoice(models.Model):
    """What a person wants by mail, once they have chosen."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="mail_choice"
    )
    kinds = models.JSONField(default=list, help_text='["mention", …]')

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"Mail to {self.person}"
