"""What makes an alt text doubtful. `static/desk/alt.js` asks the same while it is typed. Knows no model."""

from __future__ import annotations

import re

FILE_NAME = re.compile(
    r".+\.(jpe?g|png|webp|avif|gif|heic|tiff?)|(img|dsc[fn]?|pxl|screenshot)[-_ ]?\d[\d_-]*", re.I
)
IMAGE_OF = re.compile(
    r"(an? )?(image|picture|photo(graph)?|graphic|illustration|screenshot) (of|showing)\b", re.I
)


def doubt(alt: str, caption: str) -> str:
    """The end of a sentence that begins with the alt text, or nothing."""
    if FILE_NAME.fullmatch(alt.strip()):
        return "is a file name."
    if opening := IMAGE_OF.match(alt.strip()):
        return f"begins “{opening[0]}”: readers know that already."
    if bare(alt) == bare(caption):
        return "says the caption again."
    return ""


def bare(words: str) -> str:
    """Letters and digits alone: two that say the same read the same."""
    return "".join(filter(str.isalnum, words.casefold()))
