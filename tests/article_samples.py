"""Articles read from their parts, for tests of what is read."""

from __future__ import annotations

from broadsheet.model import Article, Parsed
from broadsheet.reading.articles import ParseRules, parse

PATH = "content/2022-02-21-a-day.md"
RULES = ParseRules(time_zone="Europe/Berlin", taxonomy_fields=("people",))


def read(front: str, body: str = "", path: str = PATH, rules: ParseRules = RULES) -> Parsed:
    """Parse an article from its parts."""
    return parse(f"---\n{front}---\n{body}".encode(), path, rules)


def article(front: str, body: str = "", path: str = PATH) -> Article:
    """Return the article of a front matter about which nothing is wrong."""
    parsed = read(front, body, path)

    assert parsed.problems == ()
    assert parsed.article is not None
    return parsed.article


def problems(front: str, rules: ParseRules = RULES) -> list[tuple[int, str, str]]:
    """Return line, severity and code of all that is wrong with a front matter."""
    found = read(front, rules=rules).problems
    return [(problem.where.line, problem.severity, problem.code) for problem in found]


FULL = """\
category: news
title: "The whole: of it"
excerpt: "First line.\\n"
publishedDateTime: 2022-02-22T00:52:00Z
updatedDateTime: 2022-02-22T05:00:00+01:00
originalUrl: "https://meridian.example/a?utm_source=x"
webUrl: "https://www.meridian.example/a/"
ampWebUrl: "https://amp.meridian.example/b"
cdnAmpWebUrl: "https://meridian-example.cdn.ampproject.org/c/s/amp.meridian.example/b"
type: video
quality: 64
heat: -1
published: false
author:
  - A. Writer
  - B. Writer
language: pt_BR
featuredContent: "<iframe src=\\"https://video.example/1\\"></iframe>"
provider:
  name: The Meridian
  domain: www.Meridian.example
  images:
    - url: "https://logos.example/m.png"
      width: 50
      height: 50
topics:
  - AI
  - Computer Vision
people: [Ada, Grace]
images:
  - url: " https://meridian.example/p.jpg "
    width: 1200
    height: 630
    title: A picture
    attribution: A. Photographer
    isCached: true
related:
  - title: Another report
    excerpt: More of it.
    publishedDateTime: 2022-02-21T14:00:00Z
    webUrl: "https://northwire.example/b"
    ampWebUrl: "https://northwire.example/amp/b2"
    type: article
    provider:
      name: Northwire
      domain: northwire.example
    quality: 89
    images:
      - url: "https://northwire.example/b.jpg"
mood: 1.50
notes:
  deep:
    - 012
    - ~
secured: "SSqv25j3MyzK;wnMhldT7xp1U"
"""
