"""Photos for tests: small true pictures, each of its own colour, some with a camera's notes."""

import io
import struct
import zlib

from PIL import ExifTags, Image


def photo(colour=(180, 60, 60), size=(640, 480), taken="2022:03:12 09:30:00", place=True, form="JPEG") -> bytes:
    """A photo as a phone makes it, with the time and the place in its EXIF."""
    image = Image.new("RGB", size, colour)
    exif = Image.Exif()
    if taken:
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = taken
    if place:
        gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
        gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLatitude] = "N", (28.0, 11.0, 0.0)
        gps[ExifTags.GPS.GPSLongitudeRef], gps[ExifTags.GPS.GPSLongitude] = "E", (112.0, 58.0, 0.0)
    target = io.BytesIO()
    image.save(target, form, **({"exif": exif} if form == "JPEG" else {}))
    return target.getvalue()


def picture_bomb(side=13_000) -> bytes:
    """A PNG of a few kilobytes that claims side × side pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\x00" * ((side // 8 + 2) * side), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
