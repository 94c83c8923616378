"""After any history of edits, the preview shows what a clean start would show."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import broadsheet.preview.builder
from broadsheet.crew import Crew
from broadsheet.errors import SiteError
from broadsheet.picturing.pictures import folder_of
from broadsheet.prepare import Options, Preparation, Prepared, Silence
from broadsheet.proving.article_edits import ARTICLE_EDITS
from broadsheet.proving.site_edits import SITE_EDITS
from broadsheet.proving.sitecopy import SiteCopy, read_source, write_source
from broadsheet.publishing.report import StageTimes
from broadsheet.workshop import Workshop
from preview_desk import Desk
from small_site import NOW
from stand_ins import stand_ins

TIMES = ("2026-11-11T00:00:00Z", "2026-11-12T08:00:00Z", NOW, "2026-12-01T00:00:00Z")


def claim_an_id(site: SiteCopy, random: Random) -> str:
    """Give an article's name and day to a second one, of another publisher."""
    path = random.choice(site.articles())
    source = read_source(path)
    if source is not None:
        fields = {**source.fields, "webUrl": f"https://other.example/{random.randrange(3)}"}
        write_source(site.content / "other" / path.name, source._replace(fields=fields))
    return "another claimant"


EDITS = {**ARTICLE_EDITS, **SITE_EDITS, "claim an id": claim_an_id}
"""Every kind of edit; what stands in for broken articles has tests of its own."""

STEPS = st.tuples(
    st.sampled_from(sorted(ARTICLE_EDITS)) | st.sampled_from(sorted(EDITS)),
    st.integers(0, 99_999),
    st.sampled_from(TIMES),
    st.booleans(),
)


def stamps(root: Path) -> dict[str, tuple[int, ...]]:
    """Return what tells whether a file was touched, by its real path."""
    found = {}
    for folder, folders, names in os.walk(root):
        for path in (os.path.join(folder, name) for name in (*folders, *names)):
            if os.path.isdir(path) and not os.path.islink(path):
                continue
            status = os.lstat(path)
            found[path] = (status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_size)
    return found


def prepared_anew(desk: Desk, options: Options, cache: Path) -> Prepared | None:
    """Return the site as a process that knows nothing of it finds it; None if it is stopped."""
    shutil.rmtree(cache, ignore_errors=True)
    pictures = folder_of(desk.living.site.project.cache)
    if pictures.is_dir():
        shutil.copytree(pictures, folder_of(cache))
    workshop = Workshop(desk.living.site.project._replace(cache=cache))
    try:
        found = Preparation(workshop, options, Silence(), Crew(1), StageTimes()).prepare()
        return found._replace(wanted=dict(found.wanted))
    except SiteError:
        return None
    finally:
        workshop.close()


@contextmanager
def at_once() -> Iterator[None]:
    """Leave no breath to browsers that are not there."""
    with pytest.MonkeyPatch.context() as patch, stand_ins():
        patch.setattr(broadsheet.preview.builder, "BREATH_SECONDS", 0.0)
        yield


@settings(max_examples=12, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(STEPS, min_size=8, max_size=14), st.booleans())
def test_a_history_never_shows(steps: list[tuple[str, int, str, bool]], drafts: bool) -> None:
    """Neither in pages, their order and fingerprints, nor in problems and times to wake at."""
    with TemporaryDirectory() as folder, at_once():
        desk = Desk(Path(folder))
        root = desk.living.site.project.root
        for name, seed, as_of, is_quiet in steps:
            options = Options(as_of=as_of, jobs=1, drafts=drafts)
            desk.builder._options = options
            before = stamps(root / "content")
            EDITS[name](desk.living.site, Random(seed))
            after = stamps(root / "content")
            touched = {path for path in {*before, *after} if before.get(path) != after.get(path)}
            if name not in ARTICLE_EDITS or any(map(os.path.islink, after)):
                touched = set()  # as a watch says: anything may have changed
            desk.builder.look(touched)
            clean = prepared_anew(desk, options, Path(folder) / "cache")
            snapshot = desk.builder.showcase.state.snapshot
            if is_quiet:
                desk.builder.get_ready()
            if clean is None or snapshot is None or snapshot.prepared.standing_in:
                continue
            shown = snapshot.prepared

            assert list(clean.pages) == list(shown.pages), name
            assert clean.wanted == dict(shown.wanted), name
            assert clean.digest == shown.digest, name
            assert clean.problems == shown.problems, name
            assert clean.readings[:2] == shown.readings[:2], name
        desk.workshop.close()
