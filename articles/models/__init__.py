from articles.models.address import Address, Redirect
from articles.models.article import (
    Article,
    ArticleByline,
    ArticlePicture,
    ArticleTag,
    Revision,
    Stage,
)
from articles.models.author import Author, ContactLink
from articles.models.edition import (
    Change,
    Correction,
    Edition,
    EditionByline,
    EditionPicture,
    EditionTag,
)
from articles.models.image import Image
from articles.models.origin import Origin
from articles.models.page import Page
from articles.models.search import SearchText
from articles.models.section import Hue, Layout, Section
from articles.models.social_card import SocialCard
from articles.models.story import Credit, Kind, Story
from articles.models.tag import Tag
from articles.models.transition import Transition

__all__ = [
    "Address",
    "Article",
    "ArticleByline",
    "ArticlePicture",
    "ArticleTag",
    "Author",
    "Change",
    "ContactLink",
    "Correction",
    "Credit",
    "Edition",
    "EditionByline",
    "EditionPicture",
    "EditionTag",
    "Hue",
    "Image",
    "Kind",
    "Layout",
    "Origin",
    "Page",
    "Redirect",
    "Revision",
    "SearchText",
    "Section",
    "SocialCard",
    "Stage",
    "Story",
    "Tag",
    "Transition",
]
