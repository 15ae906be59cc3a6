"""The desk: plain ModelAdmins over the verbs of `articles.desk`. No rule of the newsroom stands here."""

from articles.admin import authors, images, outlet_pages, records, sections, stories, topics

__all__ = ["authors", "images", "outlet_pages", "records", "sections", "stories", "topics"]
