"""Pictures as pixels: what comes in is checked and made anew, what goes out is cropped and reduced.

No byte that was uploaded is kept: the pixels are, in a file of our own making. Knows no model and no storage.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import math
import re
import struct
import threading
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby

from PIL import Image, ImageCms, ImageFile

MOST_BYTES = 30 * 1024 * 1024
MOST_MEGAPIXELS = 40
MOST_PIXELS_A_SIDE = 16_000  # WebP ends at 16,383
MOST_SCANS = 50  # a JPEG of thousands of empty scans keeps a decoder busy for minutes; cameras make ten

ACCEPTED = ("JPEG", "PNG", "WEBP", "AVIF")
USE_THESE = "Use JPEG, PNG, WebP or AVIF."
DAMAGED = "This file is not a picture, or it is damaged."

# What Pillow's readers raise on bytes that are not what they claim to be.
UNREADABLE = (
    OSError,
    EOFError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    RuntimeError,
    struct.error,
    zlib.error,
)

SHAPES: dict[str, float | None] = {
    "original": None,  # the whole picture
    "wide": 2 / 1,
    "landscape": 3 / 2,
    "square": 1 / 1,
    # For machines: what a shared link shows, and what search engines ask for.
    "social": 1200 / 630,
    "one-one": 1 / 1,
    "four-three": 4 / 3,
    "sixteen-nine": 16 / 9,
}
#: No step is more than half as wide again as the one below: nobody fetches much more than is drawn.
WIDTHS = (320, 480, 640, 960, 1280, 1920)
MIDDLE = (50, 50)

Box = tuple[int, int, int, int]


class Refused(ValueError):
    """The file is not taken. `str(refused)` is a sentence for the person who uploads it."""


@dataclass(frozen=True)
class Accepted:
    """A picture made anew from its pixels: upright, in sRGB, with nothing else in the file."""

    data: bytes
    format: str  # "jpeg" or "png"
    extension: str  # "jpg" or "png"
    width: int
    height: int
    content_hash: str  # SHA-256 of `data`, 64 hex digits


@dataclass(frozen=True)
class Recipe:
    """One rendition of a picture. A height of None is whatever the width makes it."""

    width: int
    height: int | None
    format: str  # "jpeg", "webp" or "avif"
    focal_x: int = 50  # per cent from the left
    focal_y: int = 50  # per cent from the top
    shape: str = "original"

    @cached_property
    def slug(self) -> str:
        """ "wide-800-f50x40.webp". Names this rendition among those of its picture."""
        return f"{self.shape}-{self.width}-f{self.focal_x}x{self.focal_y}.{self.extension}"

    @property
    def extension(self) -> str:
        return "jpg" if self.format == "jpeg" else self.format

    @property
    def focal(self) -> tuple[int, int]:
        return self.focal_x, self.focal_y


# --- In


def accept(data: bytes) -> Accepted:
    """Make the picture anew from its pixels. The same upload always gives the same bytes.

    What came as PNG or has transparency becomes a PNG, so that screenshots and palette graphics stay sharp.
    (Not a lossless WebP: the largest take a minute and a gigabyte.) All else is a photo, and becomes a JPEG.
    Of what moves, the first frame is taken. Raises Refused.
    """
    if not data:
        raise Refused("This file is empty.")
    if len(data) > MOST_BYTES:
        megabytes = math.ceil(len(data) / 1024**2)
        raise Refused(f"This file has {megabytes} megabytes; {MOST_BYTES // 1024**2} is the most.")
    with _one_at_a_time:
        file = _open(data)
        image = _upright(_in_srgb(_decode(file)), _orientation(file))
        if file.format == "PNG" or image.mode == "RGBA":
            return _accepted(image, "png", "png", compress_level=6)
        return _accepted(image, "jpeg", "jpg", quality=90)


def size(data: bytes) -> tuple[int, int]:
    """Of a picture that is whole, one of those that `accept` makes. Raises Refused."""
    file = _open(data)
    with _one_at_a_time:
        _decode(file)
    if file.format not in ("JPEG", "PNG"):
        raise Refused("It is neither a JPEG nor a PNG.")
    return file.size


# Forty megapixels are 160 MB once decoded: two uploads must not be in memory together.
_one_at_a_time = threading.Lock()


def _open(data: bytes) -> ImageFile.ImageFile:
    """Read the header, and refuse by what it claims. No pixel is decoded."""
    try:
        image = Image.open(io.BytesIO(data), formats=ACCEPTED)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused(f"This picture has far more than {MOST_MEGAPIXELS} megapixels, the most.") from None
    except UNREADABLE:
        kind = _other_kind(data)
        raise Refused(f"{kind} is not accepted. {USE_THESE}" if kind else DAMAGED) from None
    width, height = image.size
    if width * height > MOST_MEGAPIXELS * 1_000_000:
        megapixels = math.ceil(width * height / 1_000_000)
        raise Refused(f"This picture has {megapixels} megapixels; {MOST_MEGAPIXELS} is the most.")
    if max(width, height) > MOST_PIXELS_A_SIDE:
        longer = max(width, height)
        raise Refused(f"This picture is {longer} pixels on one side; {MOST_PIXELS_A_SIDE} is the most.")
    if data.startswith(b"\xff\xd8") and _scans(data) > MOST_SCANS:
        raise Refused(DAMAGED)
    return image


MARKER = re.compile(rb"\xff+[^\x00\x01\xff\xd0-\xd7]")  # one that is followed by its length


def _scans(jpeg: bytes) -> int:
    """How often the file goes over its pixels. Stops at the picture's end: phones hang a film behind it."""
    scans, at = 0, 2
    while marker := MARKER.search(jpeg, at):
        kind = jpeg[marker.end() - 1]
        if kind == 0xD9:
            break
        scans += kind == 0xDA
        at = marker.end() + int.from_bytes(jpeg[marker.end() : marker.end() + 2], "big")
    return scans


BEGINNINGS = {
    b"GIF8": "GIF",
    b"BM": "BMP",
    b"II*\0": "TIFF",
    b"MM\0*": "TIFF",
    b"%PDF": "PDF",
    b"8BPS": "Photoshop",
    b"\0\0\x01\0": "ICO",
    b"\0\0\0\x0cJXL ": "JPEG XL",
    b"\xff\x0a": "JPEG XL",
    b"\0\0\0\x0cjP  ": "JPEG 2000",
}
HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")


def _other_kind(data: bytes) -> str:
    """The name of a kind of picture that is not accepted, or nothing."""
    for beginning, kind in BEGINNINGS.items():
        if data.startswith(beginning):
            return kind
    if data[4:8] == b"ftyp" and data[8:12] in HEIC_BRANDS and b"avif" not in data[12:64]:
        return "HEIC"
    return "SVG" if b"<svg" in data[:4096].lower() else ""


def _decode(image: ImageFile.ImageFile) -> Image.Image:
    """The pixels of the first frame, as the file has them."""
    try:
        image.load()
    except UNREADABLE:
        raise Refused(DAMAGED) from None
    return image


def _orientation(image: Image.Image) -> int:
    try:
        orientation = image.getexif().get(0x0112, 1)
    except UNREADABLE:  # a picture is not refused for what we throw away
        return 1
    return orientation if isinstance(orientation, int) else 1


def _in_srgb(image: Image.Image) -> Image.Image:
    """RGB, or RGBA if anything shows through; from CMYK, palettes, grey, 16 bits and other colour spaces."""
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I"):  # 16 bits of grey: Pillow would clip, not scale
        image = image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    elif image.has_transparency_data:
        image = image.convert("RGBA")
        if image.getchannel("A").getextrema()[0] == 255:
            image = image.convert("RGB")
    elif image.mode not in ("RGB", "L", "CMYK"):
        image = image.convert("RGB")
    wanted = "RGBA" if image.mode == "RGBA" else "RGB"
    if profile:
        image = _through_profile(image, profile, wanted)
    return image if image.mode == wanted else image.convert(wanted)


def _through_profile(image: Image.Image, profile: bytes, wanted: str) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        if image.mode == wanted:
            ImageCms.profileToProfile(image, source, target, inPlace=True)
            return image
        return ImageCms.profileToProfile(image, source, target, outputMode=wanted) or image
    except (ImageCms.PyCMSError, *UNREADABLE):  # a profile for other colours than the picture has
        return image


TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def _upright(image: Image.Image, orientation: int) -> Image.Image:
    turn = TURNS.get(orientation)
    return image.transpose(turn) if turn is not None else image


def _accepted(image: Image.Image, format: str, extension: str, **options: int) -> Accepted:
    data = _encode(image, format, **options)
    return Accepted(
        data=data,
        format=format,
        extension=extension,
        width=image.width,
        height=image.height,
        content_hash=hashlib.sha256(data).hexdigest(),
    )


def _encode(image: Image.Image, format: str, **options: int | bool) -> bytes:
    # Profiles, comments, resolution, text: what Pillow writes unasked comes from here.
    image.info = {}
    file = io.BytesIO()
    image.save(file, format, **options)
    return file.getvalue()


# --- Out


@lru_cache(maxsize=4096)  # pages ask for the same few, and a moment's work for each adds up
def ladder(
    width: int,
    height: int,
    shape: str,
    focal: tuple[int, int],
    formats: tuple[str, ...],
    widths: tuple[int, ...] = WIDTHS,
) -> tuple[Recipe, ...]:
    """The renditions of a picture of this size, widest first. Never wider than the shape leaves of it."""
    ratio = SHAPES[shape]
    left, _, right, _ = crop_box(width, height, ratio, focal)
    available = right - left
    steps = [step for step in widths if step <= available] or [available]
    x, y = focal if ratio else MIDDLE  # the whole picture is the same wherever one looks
    return tuple(
        Recipe(step, max(1, round(step / ratio)) if ratio else None, format, x, y, shape)
        for step in sorted(steps, reverse=True)
        for format in formats
    )


def crop_box(width: int, height: int, ratio: float | None, focal: tuple[int, int]) -> Box:
    """The largest frame of that ratio, with the focal point as near to its middle as the picture allows."""
    if ratio is None:
        return 0, 0, width, height
    frame_width = max(1, min(width, round(height * ratio)))
    frame_height = max(1, min(height, round(width / ratio)))
    left = _around(focal[0] / 100 * width, frame_width, width)
    top = _around(focal[1] / 100 * height, frame_height, height)
    return left, top, left + frame_width, top + frame_height


def _around(point: float, length: int, whole: int) -> int:
    return min(max(0, round(point - length / 2)), whole - length)


ENCODINGS: dict[str, dict[str, int | bool]] = {
    "jpeg": {"quality": 82, "progressive": True, "optimize": True},
    "webp": {"quality": 80, "method": 1},  # a third of the time of the default 4, 2 to 4 % more bytes
    # A third of the time of the default speed 6, 4 % more bytes. One thread: other processors are for readers.
    "avif": {"quality": 60, "speed": 8, "max_threads": 1},
}


def render(data: bytes, recipes: Sequence[Recipe]) -> Iterator[tuple[Recipe, bytes, int, int]]:
    """Each rendition with its file, width and height. Decodes once; each size is made from the next larger.

    Sorted by frame, widest first. Raises Refused if `data` is not a picture that would be accepted.
    """
    file = _open(data)
    width, height = file.size
    frames = {recipe: crop_box(width, height, SHAPES[recipe.shape], recipe.focal) for recipe in recipes}
    # A JPEG can be decoded at a half, a quarter or an eighth of its size, in a fraction of the time.
    needed = max((recipe.width / (box[2] - box[0]) for recipe, box in frames.items()), default=1.0)
    file.draft(None, (math.ceil(width * needed), math.ceil(height * needed)))
    with _one_at_a_time:
        whole = _in_srgb(_decode(file))
        if (smaller := int(whole.width / (width * needed))) > 1:
            whole = whole.reduce(smaller)  # what no draft has reduced, before more is made of it
    drafted = whole.width / width

    widest_first = sorted(recipes, key=lambda recipe: (frames[recipe], -recipe.width))
    for frame, steps in groupby(widest_first, key=lambda recipe: frames[recipe]):
        left, top, right, bottom = frame
        image = whole.crop(
            (round(left * drafted), round(top * drafted), round(right * drafted), round(bottom * drafted))
        )
        for recipe in steps:
            size = (
                recipe.width,
                recipe.height or max(1, round(recipe.width * (bottom - top) / (right - left))),
            )
            image = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
            yield (
                recipe,
                _encode(_for(recipe.format, image), recipe.format, **ENCODINGS[recipe.format]),
                *size,
            )


def _for(format: str, image: Image.Image) -> Image.Image:
    if format != "jpeg" or image.mode != "RGBA":
        return image
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image.getchannel("A"))
    return white


def rendition_name(key: str, slug: str) -> str:
    """ "ab/abcdef….webp", of a recipe's slug. Nobody can tell it without the picture's secret key, not even with
    the picture.
    """
    digits = hmac.digest(key.encode(), slug.encode(), "sha256").hex()[:32]
    return f"{digits[:2]}/{digits}.{slug.rpartition('.')[2]}"
