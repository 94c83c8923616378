"""What `broadsheet relate` costs on many articles: the whole command, in a process of its own.

The articles are invented: nobody's related list, a body of 240 to 720 words in a language that
follows Zipf's law, four articles to an event within two days, over 300 days. Texts of an event
share names and a third of their words, as reports of one event do.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import sys
import tempfile
from pathlib import Path

from bench.machine import describe
from bench.measure import run
from bench.words import Vocabulary, sentence

PER_EVENT = 4
DAYS = 300
FIRST_DAY = dt.datetime(2025, 9, 1, tzinfo=dt.UTC)
SEED = 7


def measured(size: int) -> str:
    """Return a line of figures for so many articles. Raises `bench.measure.RunError`."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        invent_site(root, size)
        log = root / "report.json"
        command = [sys.executable, "-m", "broadsheet", "relate", "--json"]
        spent = run(command, root, dict(os.environ), log, watch_memory=True)
        counts = json.loads(log.read_text("utf-8"))["counts"]
    found = ", ".join(f"{number:,} {action}" for action, number in counts.items())
    machine = ", ".join(f"{name} {value}" for name, value in describe().items())
    return (
        f"{size:,} articles: {spent.wall:.1f} s of wall time, {spent.cpu:.1f} s of CPU, at most "
        f"{spent.peak / 1e9:.2f} GB ({found}; {machine})"
    )


def invent_site(root: Path, size: int) -> None:
    """Write a site of so many articles without related lists; the same every time."""
    for part in ("content", "site"):
        (root / part).mkdir()
    (root / "site" / "site.yaml").write_text(
        "title: Invented\nbase_url: https://invented.example/\n", "utf-8"
    )
    rng, language = random.Random(SEED), Vocabulary(SEED)
    for event in range(-(-size // PER_EVENT)):
        about = language.title(rng, 12)
        shared = language.text(rng, 240)
        moment = FIRST_DAY + dt.timedelta(days=rng.uniform(0, DAYS))
        for place in range(min(PER_EVENT, size - event * PER_EVENT)):
            number = event * PER_EVENT + place
            when = moment + dt.timedelta(hours=rng.uniform(0, 48))
            text = _article(rng, language, about, shared, when, number)
            path = root / "content" / f"{when:%Y-%m-%d}-invented-{number:06}.md"
            path.write_text(text, "utf-8")


def _article(
    rng: random.Random,
    language: Vocabulary,
    about: list[str],
    shared: list[str],
    when: dt.datetime,
    number: int,
) -> str:
    """Return one article of an event."""
    title = [*rng.sample(about, 5), *language.title(rng, 4)]
    excerpt = [*rng.sample(about, 5), *language.text(rng, 20)]
    length = rng.randint(240, 720)
    words = [*rng.sample(shared, length // 3), *about, *language.text(rng, length * 2 // 3)]
    rng.shuffle(words)
    lines = [sentence(words[at : at + 14]) for at in range(0, len(words), 14)]
    paragraphs = [" ".join(lines[at : at + 4]) for at in range(0, len(lines), 4)]
    return (
        f'---\ntitle: "{sentence(title)[:-1]}"\nexcerpt: "{sentence(excerpt)}"\n'
        f"publishedDateTime: {when:%Y-%m-%dT%H:%M:%SZ}\n"
        f"webUrl: https://outlet{number % 97}.example/{number}\n---\n\n" + "\n\n".join(paragraphs)
    )
