from articles.models.address import Address, Redirect
from articles.models.article import (
    Article,
    ArticleByline,
    ArticlePicture,
    ArticleTag,
    Priority,
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
from articles.models.note import Note
from articles.models.notice import About, MailChoice, Notice
from articles.models.origin import Origin
from articles.models.page import Page
from articles.models.purge import Purge, PurgeCount
from articles.models.reference import EditionReference
from articles.models.search import Renamed, SearchText
from articles.models.section import Hue, Layout, Section
from articles.models.shared_link import PreviewLink, SharedLink
from articles.models.social_card import SocialCard
from articles.models.story import Credit, Kind, Story
from articles.models.tag import Tag
from articles.models.template import StoryTemplate
from articles.models.transition import Transition
from articles.models.unsaved import Presence, UnsavedText
from articles.models.words import DeskWords, EditionWords

__all__ = [
    "About",
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
    "DeskWords",
    "Edition",
    "EditionByline",
    "EditionPicture",
    "EditionReference",
    "EditionTag",
    "EditionWords",
    "Hue",
    "Image",
    "Kind",
    "Layout",
    "MailChoice",
    "Note",
    "Notice",
    "Origin",
    "Page",
    "Presence",
    "PreviewLink",
    "Priority",
    "Purge",
    "PurgeCount",
    "Redirect",
    "Renamed",
    "Revision",
    "SearchText",
    "Section",
    "SharedLink",
    "SocialCard",
    "Stage",
    "Story",
    "StoryTemplate",
    "Tag",
    "Transition",
    "UnsavedText",
]
