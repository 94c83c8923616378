"""A look at a few files, where it is known that nothing else was touched."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterable, Mapping, Sequence

from broadsheet.reading.discover import Project, SourceFile, Sources, Stamp
from broadsheet.remembered import Recollection


def glance(
    project: Project,
    before: Sources,
    touched: Collection[str],
    known: Mapping[str, Stamp],
    recollection: Recollection,
) -> Sources | None:
    """Return what `discover` would find, if since `before` only the `touched` paths may differ.

    None means that this cannot be told without a walk: more may have changed than the text of
    articles that were there and still are. `known` are the stamps by which files are not read
    again, as for `discover`; `recollection` spares work, no more.
    """
    columns = recollection.columns("columns of files", before.articles)
    place = recollection.again("places of files", _places, columns.of("real"))
    places = sorted(
        {
            *(place[path] for path in touched if path in place),
            *_unread(columns.of("digest")),
        }
    )
    if before.problems or not _are_articles(project, before.articles, places, touched):
        return None
    articles = list(before.articles)
    for at in places:
        file = articles[at]
        status = _status(file.real)
        if status is None or not stat.S_ISREG(status.st_mode) or status.st_nlink > 1:
            return None
        stamp = known.get(file.path)
        digest = stamp.digest if stamp is not None and stamp.still_true_of(status) else b""
        articles[at] = SourceFile(file.path, file.real, digest)
    return before._replace(articles=tuple(articles))


def _places(reals: Iterable[str]) -> dict[str, int]:
    return {real: at for at, real in enumerate(reals)}


def _unread(digests: Sequence[bytes]) -> list[int]:
    return [at for at, digest in enumerate(digests) if not digest] if b"" in digests else []


def _are_articles(
    project: Project,
    articles: Sequence[SourceFile],
    places: Iterable[int],
    touched: Collection[str],
) -> bool:
    """Whether all these paths are of articles that were there, or of files that never matter.

    The articles among them are at some of these places.
    """
    known = {articles[at].real for at in places}
    return all(path in known or _is_passing(project, articles, path) for path in touched)


def _is_passing(project: Project, articles: Sequence[SourceFile], path: str) -> bool:
    """Whether a path is that of a file beside the articles, made by an editor as it saves."""
    others = map(os.path.realpath, (project.site, project.templates))  # as events name them
    if path.endswith(".md") or any(_is_in(path, folder) for folder in others):
        return False
    if not any(_is_in(path, folder) for folder in project.content):
        return False
    status = _status(path)
    if status is not None and not stat.S_ISREG(status.st_mode):
        return False
    below = path + os.sep
    return not any(file.real.startswith(below) for file in articles)


def _is_in(path: str, folder: str | os.PathLike[str]) -> bool:
    return path.startswith(os.fspath(folder) + os.sep)


def _status(path: str) -> os.stat_result | None:
    try:
        return os.lstat(path)
    except OSError:
        return None
