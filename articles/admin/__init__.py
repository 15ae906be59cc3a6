"""The desk: plain ModelAdmins over the verbs of `articles.desk`. No rule of the newsroom stands here."""

from articles.admin import audit, authors, images, outlet_pages, records, sections, stories, topics

__all__ = ["audit", "authors", "images", "outlet_pages", "records", "sections", "stories", "topics"]
