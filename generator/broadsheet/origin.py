"""Where this Broadsheet was installed from, as a line by which a host's pip installs the same."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import msgspec

from broadsheet import __version__

VENDOR = "vendor"
"""The folder of a site in which a wheel lies that no index has."""


class Origin(NamedTuple):
    """A requirement as in requirements.txt, and what has to lie beside it for that.

    `wheel` was a file of this machine, to be copied to `vendor/`; `checkout` is a folder from which
    one is yet to be made. Both are None where the host can fetch the package itself.
    """

    requirement: str
    wheel: Path | None = None
    checkout: Path | None = None


class _Direct(msgspec.Struct, frozen=True):
    """`direct_url.json` of an installed package (PyPA, "Recording the Direct URL Origin")."""

    url: str
    vcs_info: dict[str, str] | None = None
    dir_info: dict[str, object] | None = None
    subdirectory: str = ""


def installed_origin() -> Origin:
    """Return where the running Broadsheet came from."""
    try:
        record = metadata.distribution("broadsheet").read_text("direct_url.json")
    except metadata.PackageNotFoundError:
        record = msgspec.json.encode(_Direct(Path(__file__).parents[2].as_uri())).decode()
    return origin_of(record, __version__)


def origin_of(direct_url: str | None, version: str) -> Origin:
    """Return the origin that a package's `direct_url.json` tells; without one, it is an index."""
    if direct_url is None:
        return Origin(f"broadsheet=={version}")
    direct = msgspec.json.decode(direct_url, type=_Direct)
    if direct.vcs_info:
        kind, commit = direct.vcs_info["vcs"], direct.vcs_info["commit_id"]
        part = f"#subdirectory={direct.subdirectory}" if direct.subdirectory else ""
        return Origin(f"broadsheet @ {kind}+{direct.url}@{commit}{part}")
    if not direct.url.startswith("file:"):
        return Origin(f"broadsheet @ {direct.url}")
    place = Path(unquote(urlsplit(direct.url).path))
    if direct.dir_info is None and place.suffix == ".whl":
        return Origin(f"./{VENDOR}/{place.name}", wheel=place)
    return Origin(f"./{VENDOR}/broadsheet-{version}-py3-none-any.whl", checkout=place)
