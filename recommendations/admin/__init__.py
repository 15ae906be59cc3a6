"""The curators' screens: plain ModelAdmins over the verbs. No rule stands here."""

from recommendations.admin import audit, lists, pictures, story

__all__ = ["audit", "lists", "pictures", "story"]
