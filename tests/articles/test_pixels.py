from __future__ import annotations

import io
import resource
import struct
import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms, PngImagePlugin

from articles import pixels
from articles.pixels import Recipe, Refused, accept, crop_box, ladder, render, rendition_name

SECRET = b"Parcelwick car park"


def picture(width=120, height=80, mode="RGB"):
    """Left half red, right half blue, so that one can tell which way up it is."""
    image = Image.new("RGB", (width, height), (200, 30, 30))
    image.paste((30, 30, 200), (width // 2, 0, width, height))
    return image.convert(mode)


def see_through(width=120, height=80):
    image = picture(width, height, "RGBA")
    image.putalpha(Image.linear_gradient("L").resize((width, height)))
    return image


def upload(image, format="JPEG", **options):
    file = io.BytesIO()
    image.save(file, format, **options)
    return file.getvalue()


def opened(data):
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def is_reddish(colour):
    return colour[0] > 150 and colour[2] < 90


def png_of_size(width, height):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(1_000_000))) + chunk(b"IEND", b"")
    )


def revealing_exif():
    exif = Image.Exif()
    exif[0x0112] = 6  # turn a quarter to the right
    exif[0x010F] = SECRET.decode()
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 30.0, 26.0), 3: "W", 4: (0.0, 7.0, 39.0)})
    return exif


# --- What is taken


def test_a_photo_taken_sideways_is_turned_upright():
    accepted = accept(upload(picture(120, 80), exif=revealing_exif()))

    assert (accepted.format, accepted.extension, accepted.width, accepted.height) == ("jpeg", "jpg", 80, 120)
    assert opened(accepted.data).size == (80, 120)
    assert is_reddish(opened(accepted.data).getpixel((40, 10)))


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_nothing_but_the_pixels_is_left(format):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes() + SECRET
    data = upload(picture(), format, exif=revealing_exif(), icc_profile=profile, dpi=(72, 72))
    assert SECRET in data

    accepted = accept(data)

    image = opened(accepted.data)
    assert SECRET not in accepted.data
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert dict(image.getexif()) == {}


def test_a_comment_and_xmp_in_a_photo_are_gone():
    data = upload(picture(), comment=SECRET, xmp=b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>")
    assert data.count(SECRET) == 2

    assert SECRET not in accept(data).data


def test_the_text_in_a_png_is_gone():
    text = PngImagePlugin.PngInfo()
    text.add_text("Source", SECRET.decode())
    text.add_itxt("Comment", SECRET.decode())
    data = upload(picture(), "PNG", pnginfo=text)
    assert SECRET in data

    accepted = accept(data)

    assert SECRET not in accepted.data
    assert opened(accepted.data).info == {}


def test_what_hangs_behind_the_picture_is_gone():
    assert SECRET not in accept(upload(picture()) + SECRET).data


def test_the_same_upload_gives_the_same_file():
    data = upload(picture(), "WEBP")

    assert accept(data) == accept(data)


def test_the_hash_is_that_of_the_new_file():
    plain = accept(upload(picture()))
    with_place = accept(upload(picture(), exif=Image.Exif(), comment="somewhere"))

    assert plain.content_hash == with_place.content_hash
    assert len(plain.content_hash) == 64


def test_a_picture_for_print_becomes_rgb():
    accepted = accept(upload(picture(mode="CMYK"), quality=95))

    image = opened(accepted.data)
    assert (accepted.format, image.mode) == ("jpeg", "RGB")
    assert is_reddish(image.getpixel((20, 40)))


def test_colours_of_another_space_are_converted():
    def swapped(image):
        """A profile in which a picture's numbers mean something else."""
        profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
        red, blue = profile.index(b"rXYZ"), profile.index(b"bXYZ")
        profile[red : red + 4], profile[blue : blue + 4] = b"bXYZ", b"rXYZ"
        return upload(image, "PNG", icc_profile=bytes(profile))

    assert is_reddish(opened(accept(swapped(picture())).data).getpixel((100, 40)))


def test_a_profile_for_other_colours_than_the_picture_has_is_ignored():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()

    assert is_reddish(opened(accept(upload(picture(), icc_profile=profile)).data).getpixel((20, 40)))


def test_grey_of_sixteen_bits_keeps_its_shades():
    shades = b"".join(struct.pack("<H", value * 257) for value in range(256))
    accepted = accept(upload(Image.frombytes("I;16", (256, 1), shades), "PNG"))

    image = opened(accepted.data)
    assert [image.getpixel((x, 0))[0] for x in (0, 1, 128, 255)] == [0, 1, 128, 255]


@pytest.mark.parametrize("mode", ["P", "1", "L"])
def test_graphics_stay_sharp(mode):
    image = picture(mode=mode)
    accepted = accept(upload(image, "PNG"))

    assert accepted.format == "png"
    assert opened(accepted.data).tobytes() == image.convert("RGB").tobytes()


def test_transparency_is_kept():
    palette = picture().quantize(4)
    uploads = [
        upload(see_through(), "PNG"),
        upload(see_through(), "WEBP", lossless=True),
        upload(see_through(), "AVIF"),
        upload(see_through().convert("LA"), "PNG"),
        upload(palette, "PNG", transparency=0),
    ]

    accepted = [accept(data) for data in uploads]

    assert [each.format for each in accepted] == ["png"] * 5
    assert all(opened(each.data).getchannel("A").getextrema()[0] < 20 for each in accepted)


def test_an_alpha_channel_that_hides_nothing_is_dropped():
    assert opened(accept(upload(picture(mode="RGBA"), "PNG")).data).mode == "RGB"


def test_of_a_moving_picture_the_first_frame_is_taken():
    frames = [Image.new("RGB", (40, 40), "blue")] * 2
    data = upload(Image.new("RGB", (40, 40), "red"), "WEBP", save_all=True, append_images=frames, duration=50)

    image = opened(accept(data).data)

    assert getattr(image, "n_frames", 1) == 1
    assert is_reddish(image.getpixel((20, 20)))


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
def test_a_damaged_orientation_does_not_stop_a_picture():
    data = upload(picture(), exif=b"Exif\0\0II*\0\xff\xff\xff\xff")

    assert accept(data).width == 120


# --- What is not


def words_of(data):
    with pytest.raises(Refused) as refused:
        accept(data)
    return str(refused.value)


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "This file is empty."),
        (SVG, "SVG is not accepted. Use JPEG, PNG, WebP or AVIF."),
        (upload(picture(), "GIF"), "GIF is not accepted. Use JPEG, PNG, WebP or AVIF."),
        (upload(picture(), "BMP"), "BMP is not accepted. Use JPEG, PNG, WebP or AVIF."),
        (upload(picture(), "TIFF"), "TIFF is not accepted. Use JPEG, PNG, WebP or AVIF."),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC is not accepted. Use JPEG, PNG, WebP or AVIF."),
        (b"<!doctype html><img src=x onerror=alert(1)>", pixels.DAMAGED),
        (b"\xff\xd8\xff\xe0", pixels.DAMAGED),
    ],
    ids=["empty", "svg", "gif", "bmp", "tiff", "heic", "html", "four bytes"],
)
def test_other_files_are_refused_in_words(data, words):
    assert words_of(data) == words


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_half_a_file_is_refused(format):
    data = upload(see_through().convert("RGB"), format)

    assert words_of(data[: len(data) // 2]) == pixels.DAMAGED


@pytest.mark.parametrize(
    ("size", "words"),
    [
        ((20_000, 20_000), "This picture has far more than 40 megapixels, the most."),
        ((10_000, 16_900), "This picture has 169 megapixels; 40 is the most."),
        ((8_000, 8_000), "This picture has 64 megapixels; 40 is the most."),
        ((20_000, 1_000), "This picture is 20000 pixels on one side; 16000 is the most."),
    ],
)
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_too_many_pixels_are_refused_before_decoding(size, words, monkeypatch):
    monkeypatch.setattr(pixels, "_decode", lambda image: pytest.fail("it was decoded"))

    assert words_of(png_of_size(*size)) == words


def test_a_bomb_does_not_move_the_memory():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    for size in [(20_000, 20_000), (8_000, 8_000)]:
        words_of(png_of_size(*size))

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000  # kilobytes


def test_too_many_bytes_are_refused():
    data = upload(picture()) + bytes(pixels.MOST_BYTES)

    assert words_of(data) == "This file has 31 megabytes; 30 is the most."


def test_a_jpeg_of_endless_scans_is_refused():
    data = upload(picture(), progressive=True)
    last_scan = data[data.rindex(b"\xff\xc4") : -2]

    assert accept(data[:-2] + last_scan * 10 + data[-2:]).width == 120
    assert words_of(data[:-2] + last_scan * 60 + data[-2:]) == pixels.DAMAGED


def test_a_film_behind_a_photo_is_not_counted_as_scans():
    assert accept(upload(picture()) + b"\xff\xda\0\x02" * 100_000).width == 120


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF"])
@given(wrong=st.dictionaries(st.integers(0, 599), st.integers(0, 255), min_size=1, max_size=12))
def test_a_file_with_wrong_bytes_is_taken_or_refused_and_nothing_else(format, wrong):
    data = bytearray(upload(picture(24, 16), format, exif=revealing_exif()))
    for at, byte in wrong.items():
        data[at % len(data)] = byte

    with suppress(Refused):
        accept(bytes(data))


# --- Frames

sides = st.integers(1, 4_000)
percents = st.integers(0, 100)
ratios = st.sampled_from([ratio for ratio in pixels.SHAPES.values() if ratio])


@given(sides, sides, ratios, percents, percents)
def test_a_frame_lies_within_the_picture_and_holds_the_focal_point(width, height, ratio, x, y):
    left, top, right, bottom = crop_box(width, height, ratio, (x, y))

    assert 0 <= left < right <= width
    assert 0 <= top < bottom <= height
    assert left <= x / 100 * width <= right
    assert top <= y / 100 * height <= bottom


@given(sides, sides, ratios, percents, percents)
def test_a_frame_has_its_ratio_within_a_pixel_and_touches_two_edges(width, height, ratio, x, y):
    left, top, right, bottom = crop_box(width, height, ratio, (x, y))

    if height * ratio >= 1 and width / ratio >= 1:
        assert abs((right - left) - (bottom - top) * ratio) <= max(1, ratio)
    assert right - left == width or bottom - top == height


def test_the_focal_point_is_in_the_middle_if_the_picture_allows():
    assert crop_box(3000, 1000, 1.0, (50, 50)) == (1000, 0, 2000, 1000)
    assert crop_box(3000, 1000, 1.0, (40, 50)) == (700, 0, 1700, 1000)
    assert crop_box(3000, 1000, 1.0, (5, 50)) == (0, 0, 1000, 1000)
    assert crop_box(1000, 3000, 1.0, (50, 100)) == (0, 2000, 1000, 3000)


def test_the_whole_picture_is_not_cropped():
    assert crop_box(777, 333, None, (0, 100)) == (0, 0, 777, 333)


# --- Ladders


def test_a_ladder_has_every_step_in_every_format_widest_first():
    steps = ladder(2000, 1000, "wide", (30, 60), ("webp", "jpeg"))

    assert [step.slug for step in steps[:3]] == [
        "wide-1920-f30x60.webp",
        "wide-1920-f30x60.jpg",
        "wide-1280-f30x60.webp",
    ]
    assert [(step.width, step.height) for step in steps[::2]] == [
        (1920, 960),
        (1280, 640),
        (960, 480),
        (640, 320),
        (480, 240),
        (320, 160),
    ]


def test_a_ladder_ends_at_what_the_frame_leaves_of_the_picture():
    assert [step.width for step in ladder(1600, 700, "square", (50, 50), ("webp",))] == [640, 480, 320]


def test_a_small_picture_has_one_step_at_its_own_width():
    assert [step.width for step in ladder(200, 150, "square", (50, 50), ("webp",))] == [150]


def test_the_whole_picture_has_the_same_ladder_wherever_one_looks():
    assert ladder(900, 900, "original", (1, 2), ("webp",)) == ladder(900, 900, "original", (9, 8), ("webp",))


@given(sides, sides, st.sampled_from(list(pixels.SHAPES)), percents, percents)
def test_no_rendition_is_larger_than_its_frame(width, height, shape, x, y):
    left, _, right, _ = crop_box(width, height, pixels.SHAPES[shape], (x, y))

    for step in ladder(width, height, shape, (x, y), ("webp",)):
        assert 1 <= step.width <= right - left


# --- Out


def test_every_recipe_is_rendered_at_its_size():
    data = accept(upload(picture(1000, 700))).data
    recipes = [
        *ladder(1000, 700, "wide", (50, 50), ("jpeg", "webp")),
        *ladder(1000, 700, "original", (50, 50), ("avif",)),
    ]

    made = list(render(data, recipes))

    assert {recipe for recipe, *_ in made} == set(recipes)
    for recipe, file, width, height in made:
        assert opened(file).format == recipe.format.upper()
        assert opened(file).size == (width, height)
        assert width == recipe.width
        assert height == round(width * (0.5 if recipe.shape == "wide" else 0.7))


def test_a_rendition_shows_what_is_around_the_focal_point():
    data = accept(upload(picture(1000, 500))).data

    left, right = (list(render(data, [Recipe(320, 320, "jpeg", x, 50, "square")])) for x in (0, 100))

    assert is_reddish(opened(left[0][1]).getpixel((300, 160)))
    assert not is_reddish(opened(right[0][1]).getpixel((20, 160)))


def test_a_small_rendition_of_a_large_photo_looks_at_the_right_place():
    data = accept(upload(picture(3001, 1999))).data

    ((_, file, *_),) = render(data, [Recipe(320, 320, "jpeg", 50, 50, "square")])

    image = opened(file)
    assert is_reddish(image.getpixel((156, 100)))
    assert not is_reddish(image.getpixel((163, 100)))


def test_transparency_is_kept_in_webp_and_avif():
    data = accept(upload(see_through(), "PNG")).data

    for recipe, file, *_ in render(data, ladder(120, 80, "original", (50, 50), ("webp", "avif"))):
        assert opened(file).getchannel("A").getextrema()[0] < 20, recipe.format


def test_what_is_transparent_is_white_in_a_jpeg():
    data = accept(upload(see_through(), "PNG")).data

    ((_, file, *_),) = render(data, ladder(120, 80, "original", (50, 50), ("jpeg",)))

    assert min(opened(file).getpixel((10, 0))) > 235


def test_rendering_twice_gives_the_same_files():
    data = accept(upload(see_through(700, 500), "PNG")).data
    recipes = ladder(700, 500, "landscape", (50, 50), ("jpeg", "webp", "avif"))

    assert list(render(data, recipes)) == list(render(data, recipes))


def test_a_stored_picture_may_be_larger_than_an_upload(monkeypatch):
    data = accept(upload(see_through(), "PNG")).data
    monkeypatch.setattr(pixels, "MOST_BYTES", 10)

    assert len(list(render(data, ladder(120, 80, "square", (50, 50), ("webp",))))) == 1


# --- Names


def test_a_name_is_thirty_two_digits_in_a_folder_named_by_the_first_two():
    recipe = Recipe(960, 480, "webp", 50, 40, "wide")

    name = rendition_name("5f" * 16, recipe.slug)

    folder, file = name.split("/")
    digits, extension = file.split(".")
    assert (len(digits), digits[:2], extension) == (32, folder, "webp")
    assert set(digits) <= set("0123456789abcdef")


def test_every_key_and_every_recipe_has_its_own_name():
    recipes = ladder(2000, 1500, "wide", (50, 50), ("jpeg", "webp", "avif"))
    recipes += ladder(2000, 1500, "wide", (50, 51), ("jpeg", "webp", "avif"))

    names = {rendition_name(key, recipe.slug) for recipe in recipes for key in ("5f" * 16, "60" * 16)}

    assert len(names) == 2 * len(recipes)
