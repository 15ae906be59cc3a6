"""A gist, in a frame of a story. GitHub's script runs here without an origin: it can reach no page and no cookie of ours."""

from __future__ import annotations

from csp.constants import NONE, SELF
from csp.decorators import csp_replace
from django.http import Http404, HttpResponse
from django.utils.html import format_html
from django.views.decorators.clickjacking import xframe_options_sameorigin

from articles import embeds
from articles.front import answers
from articles.front.parameters import reads
from articles.front.request import ReaderRequest

POLICY = {
    "default-src": [NONE],
    "script-src": ["https://gist.github.com"],
    "style-src": ["https://github.githubassets.com"],
    "img-src": ["https://github.githubassets.com"],
    "font-src": ["https://github.githubassets.com"],
    "base-uri": [NONE],
    "form-action": [NONE],
    "frame-ancestors": [SELF],
    "sandbox": ["allow-scripts", "allow-popups", "allow-popups-to-escape-sandbox"],
}


@reads()
@xframe_options_sameorigin
@csp_replace(POLICY)
def gist(request: ReaderRequest, owner: str, gist: str, signature: str) -> HttpResponse:
    embed = embeds.find(f"https://gist.github.com/{owner}/{gist}")
    if embed is None or not embeds.is_signed(owner, gist, signature):
        raise Http404
    response = HttpResponse(
        format_html(
            '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="robots" content="noindex">'
            '<base target="_blank"><title>{0}</title></head>'
            '<body><script src="{0}.js"></script></body></html>',
            embed.address,
        )
    )
    return answers.kept(request, response, lifetime=answers.AN_HOUR)
