"""The picture library: a grid, one page a picture, taking files in, and handing pictures to those who choose one."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from articles import clock, moments, pixels, plain, purging, refusals, renditions
from articles.admin import confirming, replacing
from articles.admin.meanwhile import SeenForm
from articles.admin.picture_rows import Tile, about_rights, tile, uses, uses_in_words
from articles.admin.plain import PlainAdmin
from articles.admin.when import MomentField
from articles.desk import pictures
from articles.desk.replacing import may_replace
from articles.models import Article, Image

PICK_PAGE = 24


def seen_by(user: Any) -> QuerySet[Image]:
    """Who works on stories sees the library; a curator what readers see, or will, and what is free for lists."""
    if not user.has_perm("articles.view_image"):
        return Image.objects.none()
    if user.has_perm("articles.view_article"):
        return Image.objects.all()
    return Image.objects.filter(Q(free_for_lists=True) | Q(pk__in=pictures.in_use(clock.now())))


def search(images: QuerySet[Image], words: str) -> QuerySet[Image]:
    for word in words.split()[:8]:
        images = images.filter(
            Q(title__icontains=word)
            | Q(alt__icontains=word)
            | Q(credit__icontains=word)
            | Q(licence__icontains=word)
        )
    return images


class RightsFilter(admin.SimpleListFilter):
    title = "rights"
    parameter_name = "rights"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("ended", "Rights ended"), ("ends", "Rights end some day"), ("open", "No end")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        moment = clock.now()
        match self.value():
            case "ended":
                return queryset.filter(rights_until__lte=moment)
            case "ends":
                return queryset.filter(rights_until__gt=moment)
            case "open":
                return queryset.filter(rights_until__isnull=True)
        return queryset


class AltFilter(admin.SimpleListFilter):
    title = "alt text"
    parameter_name = "alt"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("missing", "Alt text missing")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(alt="") if self.value() == "missing" else queryset


class UseFilter(admin.SimpleListFilter):
    title = "use"
    parameter_name = "use"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("shown", "Readers see it, or will"), ("not", "Used nowhere")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        shown = pictures.in_use(clock.now()) if self.value() else set()
        match self.value():
            case "shown":
                return queryset.filter(pk__in=shown)
            case "not":
                leads = Article.objects.filter(lead_image__isnull=False).values("lead_image")
                return queryset.exclude(pk__in=shown).exclude(pk__in=leads).filter(article_links__isnull=True)
        return queryset


class UploadForm(forms.Form):
    file = forms.FileField(
        label="File",
        widget=forms.ClearableFileInput(attrs={"accept": replacing.ACCEPTED}),
    )
    title = forms.CharField(label="Title in the library", max_length=120, required=False)


class ImageForm(SeenForm):
    rights_until = MomentField(
        label="Rights until",
        required=False,
        help_text="After that moment it vanishes from every page by itself.",
    )

    class Meta:
        model = Image
        fields = (
            "title",
            "alt",
            "caption",
            "credit",
            "licence",
            "rights_until",
            "focal_x",
            "focal_y",
            "free_for_lists",
        )
        labels = {"title": "Title in the library", "alt": "Usual alt text", "caption": "Usual caption"}
        widgets = {"alt": forms.Textarea(attrs={"rows": 2, "data-questions-alt": "id_caption"})}


@admin.register(Image)
class ImageAdmin(PlainAdmin):
    form = ImageForm
    change_list_template = "admin/articles/image/change_list.html"
    change_form_template = "admin/articles/image/change_form.html"
    list_display = ("title",)
    list_filter = (RightsFilter, UseFilter, AltFilter)
    search_fields = ("title", "alt", "credit", "licence")
    search_help_text = "Words, credit or licence"
    list_per_page = 30

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return seen_by(request.user)

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Any, object_id: str
    ) -> HttpResponse:
        raise Http404

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("upload/", view(self.upload_view), name="articles_image_upload"),
            path("<int:pk>/replace/", view(self.replace_view), name="articles_image_replace"),
            path("<int:pk>/files/<str:slug>/", view(self.rendition_view), name="articles_image_rendition"),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        response = super().changelist_view(request, {"upload_form": UploadForm(), **(extra_context or {})})
        changelist = getattr(response, "context_data", {}).get("cl")
        if changelist is not None:
            moment = clock.now()
            response.context_data["tiles"] = [tile(image, moment) for image in changelist.result_list]
        return response

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        return self.upload_view(request)

    def upload_view(self, request: HttpRequest) -> HttpResponse:
        """One file a request. A script gets JSON, a form its page."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None)
        refusal, image, is_new = "", None, False
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            title = form.cleaned_data["title"] or PurePath(file.name).stem.replace("-", " ").replace("_", " ")
            try:
                image, is_new = pictures.upload(file.read(), by=request.user, title=title)
            except pixels.Refused as refused:
                refusal = str(refused)
        if request.headers.get("Accept") == "application/json":
            if image is None:
                return JsonResponse({"refused": refusal or "Choose a file."}, status=422)
            return JsonResponse(
                {"url": page_of(image), "title": image.title, "is_new": is_new, "id": image.pk}
            )
        if image is not None:
            if is_new:
                messages.success(request, "It is in the library. Say what it shows, and where it comes from.")
            else:
                messages.info(
                    request, f"Here already: the same picture as “{image.title}”. Nothing was stored twice."
                )
            return HttpResponseRedirect(page_of(image))
        context = {
            **self.admin_site.each_context(request),
            "title": "New picture",
            "subject": "JPEG, PNG, WebP or AVIF, up to 40 megapixels. Location and camera data are removed.",
            "form": form,
            "refusal": refusal,
            "nothing_happened": "Refused.",
            "go": "Upload",
            "back_url": reverse("admin:articles_image_changelist"),
            "parent_list_url": reverse("admin:articles_image_changelist"),
            "parent_list_title": "Pictures",
        }
        return TemplateResponse(request, "admin/articles/image/upload.html", context)

    def replace_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return replacing.ask(request, get_object_or_404(seen_by(request.user), pk=pk), site=self.admin_site)

    def rendition_view(self, request: HttpRequest, pk: int, slug: str) -> HttpResponse:
        """A picture's file, for those who may see the picture: it may not be public."""
        image = get_object_or_404(seen_by(request.user), pk=pk)
        recipe = next((recipe for recipe in renditions.all_recipes(image) if recipe.slug == slug), None)
        if recipe is None:
            raise Http404
        return private_answer(pictures.private_file(image, recipe), f"image/{recipe.format}")

    def save_model(self, request: HttpRequest, obj: Image, form: forms.ModelForm, change: bool) -> None:
        x, y = obj.focal
        before = Image.objects.get(pk=obj.pk)
        obj.focal_x, obj.focal_y = before.focal
        written = [name for name in form.changed_data if name not in ("focal_x", "focal_y")]
        if written:
            obj.save(update_fields=written)
            purging.of_picture(obj)
        pictures.focus(obj, x, y, by=request.user)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Image | None = None,
    ) -> HttpResponse:
        if obj is not None:
            moment = clock.now()
            found = uses(obj, request.user, moment)
            context |= {
                "uses": found,
                "uses_in_words": uses_in_words(found),
                "used_by_one": len(found) == 1,
                "may_replace": may_replace(request.user, obj),
                "rights": about_rights(obj, moment),
                "rights_until": obj.rights_until and f"{moments.at(obj.rights_until, moment)}",
                "whole": reverse(
                    "admin:articles_image_rendition", args=[obj.pk, recipe_for(obj, "original", 1280).slug]
                ),
            }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        image = self.get_object(request, object_id)
        if image is None:
            raise Http404
        if not self.has_delete_permission(request, image):
            raise PermissionDenied
        refusal = ""
        if request.method == "POST":
            confirming.expect(request)
            try:
                pictures.delete(image, by=request.user)
                messages.success(request, f"“{image.title}” is deleted.")
                return HttpResponseRedirect(reverse("admin:articles_image_changelist"))
            except refusals.InUse as refused:
                refusal = str(refused)
        context = {
            **self.admin_site.each_context(request),
            "title": "Delete this picture",
            "subject": str(image),
            "facts": "Its files are gone for good.",
            "form": forms.Form(),
            "refusal": refusal,
            "dangerous": True,
            "go": "Delete it",
            "back_url": page_of(image),
            "parent_list_url": reverse("admin:articles_image_changelist"),
            "parent_list_title": "Pictures",
        }
        return TemplateResponse(request, "desk/question.html", context)


def page_of(image: Image) -> str:
    return reverse("admin:articles_image_change", args=[image.pk])


def recipe_for(image: Image, shape: str, width: int) -> pixels.Recipe:
    """The JPEG nearest to a width."""
    jpegs = [recipe for recipe in renditions.recipes(image, shape) if recipe.format == "jpeg"]
    return min(jpegs, key=lambda recipe: abs(recipe.width - width))


def private_answer(content: bytes, kind: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Cache-Control": "private, max-age=300"})


def thumb(request: HttpRequest, pk: int) -> HttpResponse:
    image = get_object_or_404(seen_by(request.user), pk=pk)
    return private_answer(pictures.private_file(image, recipe_for(image, "landscape", 480)), "image/jpeg")


def found(request: HttpRequest) -> tuple[list[Tile], Any]:
    """By words, or the one whose number is asked for."""
    images, number = seen_by(request.user), request.GET.get("id", "")
    if number:
        images = images.filter(pk=number) if plain.is_number(number) else images.none()
    # No database looks for what no text can hold.
    words = plain.line(request.GET.get("q", "")[:300])
    page = Paginator(search(images, words), PICK_PAGE).get_page(request.GET.get("p"))
    moment = clock.now()
    return [tile(image, moment) for image in page], page


def pick(request: HttpRequest) -> JsonResponse:
    """For the body's editor: pictures whose words match, newest first."""
    if not request.user.has_perm("articles.view_image"):
        raise PermissionDenied
    tiles, page = found(request)
    response = JsonResponse(
        {
            "pictures": [
                {
                    "id": item.pk,
                    "title": item.title,
                    "alt": item.alt,
                    "caption": item.caption,
                    "credit": item.credit,
                    "thumb": item.thumb,
                    "warning": item.warning,
                    "ended": item.ended,
                    "width": item.width,
                    "height": item.height,
                }
                for item in tiles
            ],
            "more": page.has_next(),
        }
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def choose(request: HttpRequest, *, site: Any) -> HttpResponse:
    """The picker as a page; `picker.js` shows it in a dialog."""
    if not request.user.has_perm("articles.view_image"):
        raise PermissionDenied
    tiles, page = found(request)
    context = {
        **site.each_context(request),
        "title": "Choose a picture",
        "tiles": tiles,
        "page": page,
        "q": request.GET.get("q", ""),
        "may_upload": request.user.has_perm("articles.add_image"),
    }
    return TemplateResponse(request, "desk/choose_picture.html", context)


__all__ = ["ImageAdmin", "choose", "pick", "search", "seen_by", "thumb"]
