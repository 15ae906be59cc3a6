"""STAND-IN by the lead until the recommendations helper's tag lands: overwrite me whole."""

from types import SimpleNamespace

from django import template

register = template.Library()


@register.simple_tag(takes_context=True)
def shelves(context, *spots):
    return SimpleNamespace(shown=set(), **{spot.replace("-", "_"): None for spot in spots})
