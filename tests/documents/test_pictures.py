"""Renditions of photos: size, uprightness, nothing of the camera left, and pictures that are none."""

import io
import struct
import zlib

import pytest
from PIL import Image

from documents import child
from documents.pictures import Unshowable, make_renditions

ORIENTATION, MAKE, ORIGINAL, GPS = 0x0112, 0x010F, 0x9003, 0x8825


def photo(size=(1600, 1200), kind="JPEG", mode="RGB", exif=None, **options):
    image = Image.linear_gradient("L").resize(size).convert(mode)
    target = io.BytesIO()
    image.save(target, kind, exif=exif or Image.Exif(), **options)
    return target.getvalue()


def camera(orientation=1, taken="2026:03:05 09:30:12", place=True):
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[MAKE] = "SecretPhone"
    exif.get_ifd(0x8769)[ORIGINAL] = taken
    if place:
        exif.get_ifd(GPS).update({1: "N", 2: (28.0, 12.0, 36.0), 3: "E", 4: (112.0, 59.0, 0.0)})
    return exif


def opened(data):
    return Image.open(io.BytesIO(data))


def test_a_photo_gets_a_preview_and_a_thumb_of_the_promised_sizes():
    made = make_renditions(photo())
    assert (made["width"], made["height"]) == (1600, 1200)
    assert opened(made["preview"]).size == (1280, 960)
    assert opened(made["thumb"]).size == (320, 240)
    assert opened(made["thumb"]).format == "JPEG"


def test_a_small_picture_is_not_blown_up():
    assert opened(make_renditions(photo((200, 100)))["preview"]).size == (200, 100)


@pytest.mark.parametrize("orientation", [5, 6, 7, 8])
def test_a_photo_held_upright_is_shown_upright(orientation):
    made = make_renditions(photo(exif=camera(orientation)))
    assert opened(made["preview"]).size == (960, 1280)
    assert (made["width"], made["height"]) == (1200, 1600)


def test_a_photo_turned_round_has_its_dark_side_where_people_saw_it():
    upside_down = make_renditions(photo(exif=camera(3)))["preview"]
    image = opened(upside_down).convert("L")
    assert image.getpixel((600, 10)) > image.getpixel((600, 950))


def test_when_and_where_are_told_but_not_left_in_the_previews():
    made = make_renditions(photo(exif=camera()))
    assert made["taken_at"] == "2026-03-05T09:30:12"
    assert made["place"] == [28.21, 112.983333]
    for kind in ("preview", "thumb"):
        assert b"Exif" not in made[kind]
        assert b"SecretPhone" not in made[kind]
        assert dict(opened(made[kind]).getexif()) == {}


@pytest.mark.parametrize("clock", ["0000:00:00 00:00:00", "yesterday", "2026:02:30 10:00:00", ""])
def test_a_camera_without_a_clock_gives_no_time(clock):
    made = make_renditions(photo(exif=camera(taken=clock, place=False)))
    assert made["taken_at"] == ""
    assert "place" not in made


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "RGBA"), ("PNG", "P"), ("PNG", "1"), ("PNG", "I;16"), ("GIF", "P"), ("WEBP", "RGB")]
)
def test_other_kinds_of_pictures_are_shown_too(kind, mode):
    image = Image.new("L", (640, 480), 128).convert(mode if mode != "I;16" else "I").convert(mode)
    target = io.BytesIO()
    image.save(target, kind)
    assert opened(make_renditions(target.getvalue())["preview"]).mode == "RGB"


def test_a_picture_for_print_with_four_colours_is_shown():
    assert opened(make_renditions(photo(mode="CMYK"))["preview"]).mode == "RGB"


def test_what_is_transparent_becomes_paper():
    target = io.BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(target, "PNG")
    assert opened(make_renditions(target.getvalue())["preview"]).getpixel((25, 25)) == (255, 255, 255)


def test_a_photo_of_an_iphone_is_read():
    pillow_heif = pytest.importorskip("pillow_heif")
    target = io.BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", (800, 600), "green")).save(target)
    made = make_renditions(target.getvalue())
    assert (made["width"], made["height"]) == (800, 600)
    assert opened(made["thumb"]).size == (320, 240)


def bomb(side):
    """A few kilobytes that claim side × side pixels."""

    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    rows = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [7_200, 9_000, 14_000, 60_000])
def test_more_pixels_than_we_show_are_refused_before_any_is_unpacked(side):
    with pytest.raises(Unshowable, match="5000 万像素"):
        make_renditions(bomb(side))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no picture",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        photo()[:3000],
        bomb(100),
        b"%PDF-1.7",
        b"\x00" * 99,
    ],
)
def test_what_is_no_picture_ends_in_one_sentence(data):
    with pytest.raises(Unshowable) as problem:
        make_renditions(data)
    assert str(problem.value).endswith("。")


def test_the_child_hands_the_renditions_over():
    made = child.make_renditions(photo(exif=camera()))
    assert opened(made["preview"]).size == (1280, 960)
    assert made["taken_at"] == "2026-03-05T09:30:12"
    with pytest.raises(child.ChildRefused) as refused:
        child.make_renditions(bomb(9_000))
    assert refused.value.kind == "Unshowable"


def test_an_iphones_photo_is_shown_in_the_guarded_child_with_its_time_and_place(tmp_path):
    pillow_heif = pytest.importorskip("pillow_heif")
    pillow_heif.register_heif_opener()
    path = tmp_path / "a"
    path.write_bytes(photo(kind="HEIF", exif=camera()))
    (found,) = child.look_at([(path, "IMG_0001.HEIC", True)])
    assert (found["media_type"], found["width"]) == ("image/heic", 1600)
    assert found["taken_at"].startswith("2026-03-05")
    assert round(found["place"][0], 2) == 28.21
    preview = opened(found["preview"])
    assert (preview.format, preview.size) == ("JPEG", (1280, 960))
    assert not preview.getexif()
