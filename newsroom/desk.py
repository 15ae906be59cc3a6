"""The desk: Django's admin site with the newsroom's groups, frame and front page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, path, reverse

from articles import clock, moments
from newsroom import shortcuts, time_travel

#: The sidebar, in order: group, then models by "app.Model". A model that stands in no group is added to the last.
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Desk", ("articles.Article", "articles.Image")),
    ("Curation", ("recommendations.RecommendationList",)),
    (
        "Reference",
        ("articles.Author", "articles.Section", "articles.Tag", "articles.Page", "articles.StoryTemplate"),
    ),
    ("Records", ("articles.Correction", "articles.Transition", "articles.Redirect")),
    ("People", ("newsroom.User", "auth.Group")),
)

#: Where the desk has a better word than the model.
TITLES = {"articles.Transition": "Audit", "articles.Redirect": "Old addresses", "auth.Group": "Roles"}


@dataclass(frozen=True)
class Frame:
    """What stands around every page of the desk."""

    here: str
    role: str
    now: Any
    news: str = ""  # how much is new: "3", "99+"
    find_url: str = ""
    new_url: str = ""
    new_title: str = ""

    @property
    def clock(self) -> str:
        return moments.clock(self.now)

    @property
    def city(self) -> str:
        return moments.city()

    @property
    def zone(self) -> str:
        return moments.zone(self.now)

    @property
    def date(self) -> str:
        return moments.in_full(self.now).split(",")[0]

    @property
    def greeting(self) -> str:
        return moments.greeting(self.now)


class Desk(admin.AdminSite):
    site_title = "Newsroom"
    site_header = "Newsroom"
    index_title = "Today"
    enable_nav_sidebar = False  # ours stands in the base template
    empty_value_display = "–"

    def get_urls(self) -> list[Any]:
        from articles.admin import (  # ask models, not ready when this site is made
            bell,
            disclosed,
            images,
            linking,
            overrides,
        )
        from newsroom import calendar, find

        def choose(request: HttpRequest) -> HttpResponse:
            return images.choose(request, site=self)

        def keys(request: HttpRequest) -> HttpResponse:
            return shortcuts.sheet(request, site=self)

        def news(request: HttpRequest) -> HttpResponse:
            return bell.page(request, site=self)

        def mail(request: HttpRequest) -> HttpResponse:
            return bell.mail(request, site=self)

        def planned(request: HttpRequest) -> HttpResponse:
            return calendar.page(request, site=self)

        def finds(request: HttpRequest) -> HttpResponse:
            return find.page(request, site=self)

        def over(request: HttpRequest) -> HttpResponse:
            return overrides.show(request, site=self)

        def told(request: HttpRequest) -> HttpResponse:
            return disclosed.show(request, site=self)

        def travel(request: HttpRequest) -> HttpResponse:
            return time_travel.choose(request, site=self)

        return [
            path("bell/", self.admin_view(news), name="bell"),
            path("bell/read/", self.admin_view(bell.mark), name="bell_read"),
            path("bell/mail/", self.admin_view(mail), name="bell_mail"),
            path("calendar/", self.admin_view(planned), name="calendar"),
            path("find/", self.admin_view(finds), name="find"),
            path("rehearse/<int:pk>/", self.admin_view(time_travel.rehearse), name="rehearse"),
            path(
                "rehearse/<int:pk>/<slug:moment>/", self.admin_view(time_travel.page), name="rehearsal_home"
            ),
            path(
                "rehearse/<int:pk>/<slug:moment>/<path:address>",
                self.admin_view(time_travel.page),
                name="rehearsal",
            ),
            path("at/", self.admin_view(travel), name="travel"),
            path("at/<slug:moment>/", self.admin_view(time_travel.page), name="at_home"),
            path("at/<slug:moment>/<path:address>", self.admin_view(time_travel.page), name="at"),
            path("records/disclosures/", self.admin_view(told), name="disclosures"),
            path("records/overridden/", self.admin_view(over), name="overridden"),
            path("records/overridden/export/", self.admin_view(overrides.export), name="overridden_export"),
            path("shortcuts/", self.admin_view(keys), name="shortcuts"),
            path("stories/find/", self.admin_view(linking.find), name="story_find"),
            path("pictures/<int:pk>/thumb/", self.admin_view(images.thumb), name="picture_thumb"),
            path("pictures/pick/", self.admin_view(images.pick), name="picture_pick"),
            path("pictures/choose/", self.admin_view(choose), name="picture_choose"),
            *super().get_urls(),
        ]

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        from newsroom import signin  # asks models, not ready when this site is made

        response = super().password_change(request, extra_context)
        if request.method == "POST" and response.status_code == 302:
            signin.chose_password(request, request.user)  # type: ignore[arg-type]
        return response

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        context = super().each_context(request)
        if context["has_permission"]:
            context["frame"] = self.frame(request)
        return context

    def frame(self, request: HttpRequest) -> Frame:
        from articles.admin import bell  # asks models, not ready when this site is made

        new_url = new_title = ""
        if request.user.has_perm("articles.add_article"):
            new_url, new_title = address("admin:articles_article_add"), "New story"
        elif request.user.has_perm("recommendations.add_recommendationlist"):
            new_url, new_title = address("admin:recommendations_recommendationlist_add"), "New list"
        return Frame(
            here=f"{request.path}?view=bin" if request.GET.get("view") == "bin" else request.path,
            role=role(request.user),
            now=clock.now(),
            news=bell.count(request.user),
            find_url=reverse("admin:find"),
            new_url=new_url,
            new_title=new_title,
        )

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        apps = super().get_app_list(request, app_label)
        if app_label:
            return apps
        found = {
            f"{app['app_label']}.{model['object_name']}": model for app in apps for model in app["models"]
        }
        groups = []
        for name, labels in GROUPS:
            models = [
                found.pop(label) | ({"name": TITLES[label]} if label in TITLES else {})
                for label in labels
                if label in found
            ]
            groups.append(group(name, models))
        stories = [
            place for place, model in enumerate(groups[0]["models"]) if model["object_name"] == "Article"
        ]
        groups[0]["models"].insert(len(stories), page("Calendar", reverse("admin:calendar")))
        if request.user.has_perm("articles.delete_article"):
            groups[0]["models"].append(
                page("Bin", address("admin:articles_article_changelist") + "?view=bin")
            )
        if time_travel.may_travel(request.user):
            groups[0]["models"].append(page("The site at a moment", address("admin:travel")))
        groups[-1]["models"] += found.values()
        records = next(item["models"] for item in groups if item["name"] == "Records")
        if request.user.has_perm("articles.view_correction"):
            records.insert(1, page("Disclosures", address("admin:disclosures")))
        if request.user.has_perm("articles.view_transition"):
            audit = next(
                place for place, item in enumerate(records) if item["name"] == TITLES["articles.Transition"]
            )
            records.insert(audit + 1, page("Overridden checks", address("admin:overridden")))
        groups = [item for item in groups if item["models"]] or [group("Desk", [])]
        groups[0]["models"].insert(0, page("Today", reverse("admin:index")))
        return groups

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        from newsroom.today import panels  # asks models, which are not ready when this site is made

        return super().index(request, {"panels": panels(request.user), **(extra_context or {})})


def group(name: str, models: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "name": name,
        "app_label": name.lower(),
        "app_url": reverse("admin:index"),
        "has_module_perms": True,
        "models": models,
    }


def page(name: str, url: str) -> dict[str, Any]:
    """A line of the sidebar that is no model of its own."""
    return {"name": name, "object_name": name, "admin_url": url, "add_url": None}


def address(name: str) -> str:
    """Where a page of the desk is, or nothing while it has none."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def role(user: Any) -> str:
    """What stands under a person's name."""
    if isinstance(user, AnonymousUser):
        return ""
    names = [item.name for item in user.groups.all()]
    return ", ".join(names) or ("Superuser" if user.is_superuser else "No role yet")
