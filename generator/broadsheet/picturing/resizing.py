"""A publisher's picture to small files of our own. Bytes in, bytes out; nothing is fetched here.

What comes in is hostile: the format is judged by the bytes, the size before anything is unpacked,
and nothing but pixels goes out (no EXIF, no profile, no second frame).
"""

from __future__ import annotations

import io
import warnings
from typing import NamedTuple

from PIL import Image, ImageOps, UnidentifiedImageError, features

from broadsheet.fingerprint import digest_of_bytes
from broadsheet.picturing.pictures import Kind, PictureFile

READ = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
"""Formats that are opened at all, as Pillow names them: no vectors, no documents."""

WIDTHS = (480, 960)
"""Pixels: a phone's column, and a desktop's or a dense phone's."""

MAX_PIXELS = 40_000_000
SMALLEST = (160, 90)
"""Below this it is a sign, a spacer or a beacon, not a picture."""

MAX_RATIO = 4
"""Wider or taller by more than this is a banner."""

QUALITY: dict[Kind, dict[str, int]] = {
    "avif": {"quality": 55, "speed": 6},
    "webp": {"quality": 76, "method": 4},
}


class NotAPictureError(ValueError):
    """The bytes are no picture that could be shown; the message says why."""


class Made(NamedTuple):
    """A file to store, and its bytes."""

    file: PictureFile
    data: bytes


def resized(data: bytes) -> tuple[Made, ...]:
    """Return the picture in each width and format, the widest last; raises NotAPictureError."""
    picture = _opened(data)
    widths = [width for width in WIDTHS if width < picture.width] or [picture.width]
    if len(widths) < len(WIDTHS) and picture.width not in widths:
        widths.append(picture.width)
    kinds: tuple[Kind, ...] = ("avif", "webp") if features.check("avif") else ("webp",)
    made = []
    for width in widths:
        height = max(1, round(picture.height * width / picture.width))
        smaller = picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3)
        made += [_encoded(smaller, kind) for kind in kinds]
    return tuple(made)


def _opened(data: bytes) -> Image.Image:
    """Return the first frame, upright, in RGB or RGBA."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=READ)
            _check_size(*picture.size)
            picture.draft("RGB", (WIDTHS[-1] * 2, WIDTHS[-1] * 2))
            picture.load()
            upright = ImageOps.exif_transpose(picture)
            has_alpha = "A" in upright.getbands() or "transparency" in upright.info
            return upright.convert("RGBA" if has_alpha else "RGB")
    except NotAPictureError:
        raise
    except UnidentifiedImageError:
        raise NotAPictureError("it is no JPEG, PNG, WebP, GIF or AVIF picture") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise NotAPictureError(f"it has more than {MAX_PIXELS:,} pixels") from None
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError, OverflowError) as error:
        raise NotAPictureError(f"it is broken: {str(error)[:120]}") from None


def _check_size(width: int, height: int) -> None:
    """Refuse by what the header says, before a pixel is unpacked."""
    if width * height > MAX_PIXELS:
        raise NotAPictureError(f"it has {width * height:,} pixels, more than {MAX_PIXELS:,}")
    if width < SMALLEST[0] or height < SMALLEST[1]:
        raise NotAPictureError(f"it is only {width} by {height} pixels")
    if max(width, height) > MAX_RATIO * min(width, height):
        raise NotAPictureError(f"{width} by {height} pixels is a banner, not a picture")


def _encoded(picture: Image.Image, kind: Kind) -> Made:
    clean = Image.new(picture.mode, picture.size)
    clean.paste(picture)
    out = io.BytesIO()
    clean.save(out, kind.upper(), **QUALITY[kind])
    data = out.getvalue()
    name = f"{digest_of_bytes(data).hex()}.{kind}"
    return Made(PictureFile(name, kind, picture.width, picture.height, len(data)), data)
