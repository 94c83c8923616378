"""What becomes of a publisher's picture, whatever its bytes claim to be."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image, features

from broadsheet.picturing.resizing import MAX_PIXELS, NotAPictureError, resized


def picture(
    width: int, height: int, kind: str = "JPEG", mode: str = "RGB", **more: object
) -> bytes:
    """Return a picture in some format."""
    data = io.BytesIO()
    gradient = Image.linear_gradient("L").resize((width, height)).convert(mode)
    gradient.save(data, kind, **more)
    return data.getvalue()


def bomb(width: int, height: int) -> bytes:
    """Return a PNG of a few bytes whose header promises so many pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 64))


def test_large_picture_comes_in_two_widths_and_both_formats() -> None:
    """AVIF first, WebP for the rest; the shape stays; the widest is last."""
    made = resized(picture(1600, 900))
    kinds = ["avif", "webp"] if features.check("avif") else ["webp"]

    assert [(m.file.kind, m.file.width, m.file.height) for m in made] == [
        (kind, width, height) for width, height in ((480, 270), (960, 540)) for kind in kinds
    ]
    assert all(Image.open(io.BytesIO(m.data)).size == (m.file.width, m.file.height) for m in made)
    assert all(m.file.bytes == len(m.data) for m in made)


@pytest.mark.parametrize(("width", "expected"), [(300, [300]), (480, [480]), (700, [480, 700])])
def test_nothing_is_made_larger(width: int, expected: list[int]) -> None:
    """A small picture keeps its width."""
    made = resized(picture(width, 200))

    assert sorted({m.file.width for m in made}) == expected


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("PNG", "RGBA"), ("PNG", "P"), ("GIF", "P"), ("WEBP", "RGB"), ("JPEG", "CMYK")],
)
def test_every_common_format_is_read(kind: str, mode: str) -> None:
    """What publishers send."""
    assert resized(picture(400, 300, kind, mode))


def test_nothing_but_pixels_goes_out() -> None:
    """Cameras write where and by whom a photograph was taken; that is not ours to publish."""
    exif = Image.Exif()
    exif[0x010E] = "taken at 1 Mill Lane"
    made = resized(picture(400, 300, exif=exif.tobytes(), comment=b"Mill Lane"))

    assert all(b"Mill Lane" not in m.data for m in made)
    assert all(not Image.open(io.BytesIO(m.data)).getexif() for m in made)


def test_picture_on_its_side_is_set_upright() -> None:
    """The orientation was in the metadata, which is gone."""
    exif = Image.Exif()
    exif[0x0112] = 6
    made = resized(picture(400, 300, exif=exif.tobytes()))

    assert (made[0].file.width, made[0].file.height) == (300, 400)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no JPEG"),
        (b"<html>not found</html>", "no JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "no JPEG"),
        (b"%PDF-1.4", "no JPEG"),
        (picture(400, 300)[:2000], "broken"),
        (bomb(30_000, 30_000), "pixels"),
        (bomb(6_400, 6_400), "pixels"),
        (picture(1, 1, "GIF", "P"), "only 1 by 1"),
        (picture(120, 60), "only 120 by 60"),
        (picture(1200, 100), "banner"),
    ],
)
def test_what_is_no_picture_is_refused_with_a_reason(data: bytes, reason: str) -> None:
    """Pages, vectors, halves, bombs, beacons and banners."""
    with pytest.raises(NotAPictureError, match=reason):
        resized(data)


def test_bomb_is_judged_by_its_header() -> None:
    """Not one pixel of it is unpacked: this test would otherwise need gigabytes."""
    with pytest.raises(NotAPictureError, match=f"more than {MAX_PIXELS:,}"):
        resized(bomb(13_000, 13_000))
