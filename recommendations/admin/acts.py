"""Small things done to one item from the list's form: its button is called "add 12", "remove 7"."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest
from django.utils.http import urlencode

from articles.plain import is_number
from recommendations import drafting
from recommendations.models import RecommendationList

LONGEST_TYPED = 600  # characters of each: it goes through an address


def do(list_: RecommendationList, request: HttpRequest, act: str) -> str:
    """Returns what to tell the person. Raises Refusal, and Http404 for what is no act."""
    name, _, given = act.partition(" ")
    if name not in ACTS:
        raise Http404
    return ACTS[name](list_, request, given)


def where_to_look(act: str) -> str:
    return "#add" if act.startswith(("add", "elsewhere")) else "#items"


def where_to_try_again(act: str, request: HttpRequest) -> str:
    """The link that was refused stands there as it was written."""
    said = {
        name: request.POST.get(name, "")[:LONGEST_TYPED] for name in ("new_url", "new_source", "new_headline")
    }
    said["q"] = said.pop("new_url")
    return (f"?{urlencode(said)}" if act == "elsewhere" else "") + where_to_look(act)


def _key(given: str) -> int:
    if not is_number(given):
        raise Http404
    return int(given)


def _add(list_: RecommendationList, request: HttpRequest, given: str) -> str:
    drafting.add(list_, by=request.user, article_id=_key(given))
    return "Added to the draft."


def _elsewhere(list_: RecommendationList, request: HttpRequest, given: str) -> str:
    drafting.add(
        list_,
        by=request.user,
        url=request.POST.get("new_url", "").strip(),
        source=request.POST.get("new_source", ""),
        headline=request.POST.get("new_headline", ""),
    )
    return "Added to the draft."


def _remove(list_: RecommendationList, request: HttpRequest, given: str) -> str:
    drafting.remove(list_, by=request.user, pk=_key(given))
    return "Removed from the draft. It lies in Recently removed."


def _put_back(list_: RecommendationList, request: HttpRequest, given: str) -> str:
    drafting.put_back(list_, by=request.user, pk=_key(given))
    return "It is back, at the end of the draft."


def _follow(list_: RecommendationList, request: HttpRequest, given: str) -> str:
    drafting.follow_story(list_, by=request.user, pk=_key(given))
    return "It follows the story’s own headline again."


def _keep(list_: RecommendationList, request: HttpRequest, given: str) -> str:
    drafting.keep_headline(list_, by=request.user, pk=_key(given))
    return "The own headline stays."


def _lock(list_: RecommendationList, request: HttpRequest, given: str) -> str:
    drafting.lock(list_, by=request.user, pk=_key(given))
    return ""


def _unlock(list_: RecommendationList, request: HttpRequest, given: str) -> str:
    drafting.lock(list_, by=request.user, pk=_key(given), on=False)
    return ""


ACTS: dict[str, Callable[[RecommendationList, HttpRequest, str], str]] = {
    "add": _add,
    "elsewhere": _elsewhere,
    "remove": _remove,
    "put-back": _put_back,
    "follow": _follow,
    "keep": _keep,
    "lock": _lock,
    "unlock": _unlock,
}
