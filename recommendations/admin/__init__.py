"""The curators' screens: plain ModelAdmins over the verbs. No rule stands here."""

from recommendations.admin import lists, pictures, story

__all__ = ["lists", "pictures", "story"]
