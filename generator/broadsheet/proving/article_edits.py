"""What people do to articles: kinds of edits, each made at random, each said in words."""

from __future__ import annotations

import copy
import os
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from broadsheet.proving.sitecopy import SiteCopy, Source, read_source, write, write_source

Edit = Callable[[SiteCopy, Random], str]
"""Changes the copy; returns what it did in words, or an empty text when there was nothing to do."""

_WORDS = """amber basin cobalt drift ember fathom girder hollow inlet juniper kettle lantern marrow
nettle orchard parcel quarry ribbon saddle timber ulster velvet walnut yarrow zephyr"""
WORDS = tuple(_WORDS.split())
DAYS = tuple(f"2026-11-{day:02}" for day in range(1, 22))


def words(random: Random, count: int) -> str:
    """Return invented words."""
    return " ".join(random.choice(WORDS) for _ in range(count))


def _picked(site: SiteCopy, random: Random) -> tuple[Path, Source] | None:
    paths = site.articles()
    if not paths:
        return None
    path = random.choice(paths)
    source = read_source(path)
    return (path, source) if source is not None else None


def _changing(what: str, change: Callable[[Source, SiteCopy, Random], Source | None]) -> Edit:
    """Return an edit that rewrites one article."""

    def edit(site: SiteCopy, random: Random) -> str:
        picked = _picked(site, random)
        changed = change(picked[1], site, random) if picked else None
        if picked is None or changed is None:
            return ""
        write_source(picked[0], changed)
        return f"{what} of {site.name(picked[0])}"

    return edit


def _with(source: Source, **fields: object) -> Source:
    """Return the source with fields set; None removes one."""
    merged = {**source.fields, **fields}
    return Source({name: value for name, value in merged.items() if value is not None}, source.body)


def _body(source: Source, _: SiteCopy, random: Random) -> Source:
    addition = random.choice(
        [words(random, 9), f"## {words(random, 2)}", f"- *{words(random, 2)}*", ""]
    )
    kept = source.body if random.random() < 0.8 else ""
    return Source(source.fields, f"{kept.rstrip()}\n\n{addition}\n" if addition else "")


def _title(source: Source, _: SiteCopy, random: Random) -> Source:
    title = random.choice([words(random, 6).capitalize(), f"{source.fields.get('title')} again"])
    return _with(source, title=title)


def _topics(source: Source, _: SiteCopy, random: Random) -> Source:
    held = source.fields.get("topics")
    topics = list(held) if isinstance(held, list) else []
    if topics and random.random() < 0.4:
        topics.remove(random.choice(topics))
    else:
        topics.append(random.choice(["Robots", "Chips", "Ünder", words(random, 1).capitalize()]))
    return _with(source, topics=topics or None)


def _publishing(source: Source, _: SiteCopy, random: Random) -> Source:
    published, heat = random.choice([("true", "3"), ("false", "3"), ("false", "-1"), (None, None)])
    return _with(source, published=published, heat=heat)


def _date(source: Source, _: SiteCopy, random: Random) -> Source:
    at = f"{random.choice(DAYS)}T{random.randrange(24):02}:30:00"
    return _with(source, publishedDateTime=random.choice([f"{at}Z", at, f"{at}+09:00", None]))


def _number(source: Source, _: SiteCopy, random: Random) -> Source:
    return _with(source, **{random.choice(["heat", "quality"]): str(random.randrange(90))})


def _outlet(source: Source, _: SiteCopy, random: Random) -> Source:
    name = random.choice(WORDS)
    return _with(source, provider={"name": name.capitalize(), "domain": f"{name}.example"})


def _address(source: Source, _: SiteCopy, random: Random) -> Source:
    return _with(
        source, webUrl=f"https://{random.choice(WORDS)}.example/{words(random, 1)}?utm_source=x"
    )


def _image(source: Source, _: SiteCopy, random: Random) -> Source:
    url = f"https://{random.choice(WORDS)}.example/{random.choice(WORDS)}.jpg"
    row = {"url": url, "width": "640", "height": "360", "title": words(random, 3)}
    return _with(source, images=random.choice([[row], [row], None]))


def _unseen(source: Source, _: SiteCopy, random: Random) -> Source:
    return _with(source, secured=words(random, 1))


def _extra(source: Source, _: SiteCopy, random: Random) -> Source:
    return _with(source, mood=words(random, 2))


def _list(source: Source) -> list[Any]:
    held = source.fields.get("related")
    return copy.deepcopy(held) if isinstance(held, list) else []


def _link_article(source: Source, site: SiteCopy, random: Random) -> Source | None:
    """Name another of the site's articles in the related list."""
    other = _picked(site, random)
    if other is None:
        return None
    fields = other[1].fields
    wanted = ("title", "excerpt", "publishedDateTime", "webUrl", "provider")
    entry = {name: copy.deepcopy(fields[name]) for name in wanted if name in fields}
    return _with(source, related=[*_list(source), entry])


def _borrow_entry(source: Source, site: SiteCopy, random: Random) -> Source | None:
    """Take an entry over from another article's related list."""
    other = _picked(site, random)
    entries = _list(other[1]) if other else []
    if not entries:
        return None
    return _with(source, related=[random.choice(entries), *_list(source)])


def _drop_entry(source: Source, _: SiteCopy, random: Random) -> Source | None:
    entries = _list(source)
    if not entries:
        return None
    entries.pop(random.randrange(len(entries)))
    return _with(source, related=entries or None)


def _reword_entry(source: Source, _: SiteCopy, random: Random) -> Source | None:
    entries = _list(source)
    held = [entry for entry in entries if isinstance(entry, dict)]
    if not held:
        return None
    random.choice(held)["title"] = words(random, 5).capitalize()
    return _with(source, related=entries)


# ---------------------------------------------------------------- files


def _add(site: SiteCopy, random: Random) -> str:
    """Add an article: one of the others, with another name, title and address."""
    picked = _picked(site, random)
    source = picked[1] if picked else Source({}, f"{words(random, 20)}\n")
    slug = words(random, 3).replace(" ", "-")
    name = random.choice([f"{random.choice(DAYS)}-{slug}.md", f"{slug}.md"])
    path = site.content / random.choice(["", "more", "more/deep"]) / name
    address = f"https://{random.choice(WORDS)}.example/{slug}"
    write_source(path, _with(source, title=words(random, 6).capitalize(), webUrl=address))
    return f"new article {site.name(path)}"


def _delete(site: SiteCopy, random: Random) -> str:
    paths = site.articles()
    if len(paths) < 2:
        return ""
    path = random.choice(paths)
    path.unlink()
    return f"{site.name(path)} deleted"


def _rename(site: SiteCopy, random: Random) -> str:
    paths = site.articles()
    if not paths:
        return ""
    path = random.choice(paths)
    slug = words(random, 2).replace(" ", "-")
    target = path.with_name(random.choice([f"{random.choice(DAYS)}-{slug}.md", f"{slug}.md"]))
    path.replace(target)
    return f"{site.name(path)} renamed to {target.name}"


def _hide(site: SiteCopy, random: Random) -> str:
    """Give an article a name that is not read, or give one back."""
    hidden = sorted(site.content.rglob("_*.md"))
    if hidden:
        path = random.choice(hidden)
        path.replace(path.with_name(path.name.lstrip("_") or "back.md"))
        return f"{site.name(path)} read again"
    paths = site.articles()
    if len(paths) < 2:
        return ""
    path = random.choice(paths)
    path.replace(path.with_name(f"_{path.name}"))
    return f"{site.name(path)} no longer read"


def _move_folder(site: SiteCopy, random: Random) -> str:
    """Rename a folder, or move an article into one."""
    folders = sorted(path for path in site.content.rglob("*") if path.is_dir())
    target = site.content / f"{random.choice(WORDS)}-{random.randrange(100)}"
    if target.exists():
        return ""
    if folders and random.random() < 0.6:
        folder = random.choice(folders)
        folder.rename(target)
        return f"folder {site.name(folder)} renamed to {target.name}"
    paths = site.articles()
    if not paths:
        return ""
    path = random.choice(paths)
    target.mkdir()
    path.replace(target / path.name)
    return f"{site.name(path)} moved into {target.name}"


def _change_folder(site: SiteCopy, random: Random) -> str:
    """Move an article into another of the content folders."""
    paths, folders = site.articles(), site.project.content
    if not paths or len(folders) < 2:
        return ""
    path, folder = random.choice(paths), random.choice(folders)
    target = folder / path.name
    if target.exists() or not folder.is_dir():
        return ""
    path.replace(target)
    return f"{site.name(path)} moved to {site.name(target)}"


def _swap(site: SiteCopy, random: Random) -> str:
    """Exchange two files: both names stay, both contents stay, and everything is another."""
    paths = site.articles()
    if len(paths) < 2:
        return ""
    one, other = random.sample(paths, 2)
    aside = one.with_name("aside.tmp")
    one.replace(aside)
    other.replace(one)
    aside.replace(other)
    return f"{site.name(one)} and {site.name(other)} exchanged"


def _same_times(site: SiteCopy, random: Random) -> str:
    """Change a letter, keeping size and modification time, as some sync tools do."""
    paths = site.articles()
    if not paths:
        return ""
    path = random.choice(paths)
    data, status = path.read_bytes(), path.stat()
    at = data.rfind(b"e")
    if at < 0:
        return ""
    write(path, data[:at] + b"o" + data[at + 1 :])
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    return f"a letter of {site.name(path)}, keeping its size and times"


def _touch(site: SiteCopy, random: Random) -> str:
    """Save a file as it is."""
    paths = site.articles()
    if not paths:
        return ""
    path = random.choice(paths)
    write(path, path.read_bytes())
    return f"{site.name(path)} saved unchanged"


def _break(site: SiteCopy, random: Random) -> str:
    """Save a file with a fault: it is left out, and said."""
    paths = site.articles()
    if len(paths) < 2:
        return ""
    path = random.choice(paths)
    fault = random.choice(["", "---\ntitle: [\n---\n", "---\ntitle: x\n", "no front matter\n"])
    write(path, fault)
    return f"{site.name(path)} broken"


def _link(site: SiteCopy, random: Random) -> str:
    """Add a symbolic link to an article."""
    paths = site.articles()
    if not paths:
        return ""
    path = random.choice(paths)
    link = site.content / f"link-{random.randrange(50)}.md"
    if link.is_symlink():
        link.unlink()
        return f"link {site.name(link)} removed"
    link.symlink_to(path)
    return f"link {site.name(link)} to {site.name(path)}"


ARTICLE_EDITS: dict[str, Edit] = {
    "body": _changing("the body", _body),
    "title": _changing("the title", _title),
    "topics": _changing("the topics", _topics),
    "publishing": _changing("the publish flag", _publishing),
    "date": _changing("the date", _date),
    "number": _changing("heat or quality", _number),
    "outlet": _changing("the outlet", _outlet),
    "address": _changing("the address", _address),
    "image": _changing("the picture", _image),
    "unseen field": _changing("a field nobody shows", _unseen),
    "extra field": _changing("a field of the site's own", _extra),
    "link an article": _changing("the related list", _link_article),
    "borrow an entry": _changing("the related list", _borrow_entry),
    "drop an entry": _changing("the related list", _drop_entry),
    "reword an entry": _changing("the related list", _reword_entry),
    "add": _add,
    "delete": _delete,
    "rename": _rename,
    "hide": _hide,
    "move": _move_folder,
    "change folder": _change_folder,
    "swap": _swap,
    "same times": _same_times,
    "touch": _touch,
    "break": _break,
    "symbolic link": _link,
}
"""Every kind of edit to articles, by name."""
