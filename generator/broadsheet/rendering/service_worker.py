"""Reading offline: the service worker, with the list of what it keeps, and the web manifest."""

from __future__ import annotations

import json
from pathlib import Path

from broadsheet.fingerprint import digest_of
from broadsheet.pages.reader_pages import ServiceWorkerView, WebManifestView
from broadsheet.pages.views import Frame
from broadsheet.rendering.stylesheet import PAPER_LIGHT

SIZES = (192, 512)
KEPT_ASSETS = (".css", ".js")


def service_worker(view: ServiceWorkerView, frame: Frame) -> bytes:
    """Return the script: a few constants, then what is the same for every site.

    Its version is a hash of all that it keeps, so that browsers fetch it all anew exactly when
    something changed (Service Workers, "Update algorithm": byte by byte).
    """
    base = frame.base_path.rstrip("/")
    assets = [path for name, path in frame.assets if name.endswith(KEPT_ASSETS)]
    kept = [base + path for path in (*view.pages, *assets)]
    program = Path(__file__).with_name("service_worker.js").read_bytes()
    version = digest_of((view.version, kept, program)).hex()[:12]
    constants = {"BASE": base, "VERSION": version, "KEPT": kept}
    lines = [f"const {name} = {_script(value)};" for name, value in constants.items()]
    return "\n".join(lines).encode() + b"\n\n" + program


def web_manifest(view: WebManifestView, frame: Frame) -> bytes:
    """Return the web app manifest (W3C, Web Application Manifest)."""
    del view
    base = frame.base_path.rstrip("/")
    manifest = {
        "name": frame.title,
        "short_name": frame.title,
        "description": frame.description or frame.tagline,
        "lang": frame.language,
        "dir": frame.direction,
        "id": f"{base}/",
        "start_url": f"{base}/",
        "scope": f"{base}/",
        "display": "minimal-ui",
        "background_color": PAPER_LIGHT,
        "theme_color": PAPER_LIGHT,
        "icons": [
            {
                "src": f"{base}/icon-{size}.png",
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": purpose,
            }
            for size in SIZES
            for purpose in ("any", "maskable")
        ],
    }
    shown = {key: value for key, value in manifest.items() if value}
    return json.dumps(shown, ensure_ascii=False, indent=1).encode() + b"\n"


def _script(value: object) -> str:
    """Return a value as JavaScript; JSON is JavaScript (ECMA-262 since 2019)."""
    return json.dumps(value)
