"""What settings must be beyond their types: addresses, zones, colours, names that exist."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Mapping, Sequence

import msgspec

from broadsheet.addresses import OWN_ROOTS
from broadsheet.errors import did_you_mean
from broadsheet.reading import dates
from broadsheet.reading.articles import FIELDS
from broadsheet.reading.schema import Reader
from broadsheet.settings import (
    OWN_TEXTS,
    Policy,
    ProviderSetting,
    SiteSettings,
    StoryOverride,
    TaxonomySetting,
    TopicSetting,
    Withdrawal,
)
from broadsheet.text import name_key, slug_of
from broadsheet.weburl import host_of, safe_url
from broadsheet.yamltext import Path

PAPER = "#fbf8f3"
"""The colour of the page, on which the accent has to be readable."""

LEAST_CONTRAST = 4.5
"""Contrast of text on its ground (WCAG 2.2, success criterion 1.4.3)."""

_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", re.IGNORECASE)
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_OWN_PATH = re.compile(r"/?[A-Za-z0-9._~/#-]*")
_LOGO = re.compile(
    r"(?!.*\.\.)[A-Za-z0-9_][A-Za-z0-9._/-]*\.(?:svg|png|jpe?g|gif|webp|avif)", re.IGNORECASE
)
_RELATIONS = frozenset(["nofollow", "noopener", "noreferrer", "sponsored", "ugc", "external"])

_RANGES: dict[Path, tuple[float, float]] = {
    ("page_size",): (1, 500),
    ("ranking", "half_life_hours"): (0.1, 100_000),
    ("ranking", "heat_weight"): (0, 1_000),
    ("ranking", "breadth_weight"): (0, 1_000),
    ("ranking", "top_stories"): (1, 100),
    ("ranking", "window_days"): (1, 36_500),
    ("feeds", "entries"): (1, 1_000),
    ("max_broken_articles",): (0, 10_000_000),
    ("limits", "file_bytes"): (1_000, 100_000_000),
    ("limits", "front_matter_bytes"): (1_000, 20_000_000),
    ("limits", "body_bytes"): (0, 20_000_000),
    ("limits", "title_characters"): (20, 10_000),
    ("limits", "excerpt_characters"): (20, 100_000),
    ("limits", "related_entries"): (0, 10_000),
    ("limits", "names"): (0, 10_000),
    ("limits", "problems"): (1, 10_000),
    ("limits", "yaml_depth"): (3, 100),
    ("limits", "yaml_values"): (10, 2_000_000),
    ("limits", "nesting"): (1, 100),
}
"""Least and greatest value of each number in `site/site.yaml`."""


def checked_site(site: SiteSettings, reader: Reader) -> SiteSettings:
    """Return the settings with their addresses cleaned and taxonomies completed; notes problems."""
    _check_ranges(site, reader)
    _check_accent(site.accent, reader)
    if not _LANGUAGE.fullmatch(site.language):
        message = f"'{site.language[:40]}' is not the tag of a language"
        reader.note(("language",), "bad-setting", message, "write it as en, de or pt-BR")
    for place, link in enumerate(site.navigation):
        if not _OWN_PATH.fullmatch(link.path) or "//" in link.path or ".." in link.path:
            message = f"'{link.path[:80]}' is not a path of this site"
            hint = "write it from the site's root, such as /topics/"
            reader.note(("navigation", place, "path"), "bad-setting", message, hint)
    _check_unsubscribe(site.newsletter.unsubscribe_url, reader)
    publisher = msgspec.structs.replace(
        site.publisher, url=_address(site.publisher.url, reader, ("publisher", "url"))
    )
    hub = _address(site.feeds.hub, reader, ("feeds", "hub"))
    return msgspec.structs.replace(
        site,
        base_url=_base_url(site.base_url, reader),
        time_zone=_zone(site.time_zone, reader),
        publisher=publisher,
        feeds=msgspec.structs.replace(site.feeds, hub=hub),
        taxonomies=_taxonomies(site, reader),
    )


def _check_ranges(site: SiteSettings, reader: Reader) -> None:
    """Note every number that is out of its range."""
    for where, (least, greatest) in _RANGES.items():
        value = site
        for name in where:
            value = getattr(value, str(name))
        if value is not None and not least <= value <= greatest:  # type: ignore[operator]
            message = f"{value} is not between {least} and {greatest}"
            reader.note(where, "bad-setting", message, "choose a number between them")


def _zone(zone: str, reader: Reader) -> str:
    """Return the time zone, or UTC in the place of one that does not exist."""
    if is_zone(zone):
        return zone
    hint = did_you_mean(zone, zoneinfo.available_timezones())
    hint = hint or "write it as Europe/Berlin; UTC is one too"
    message = f"'{zone[:60]}' is not a time zone"
    reader.note(("time_zone",), "bad-setting", message, hint)
    return "UTC"


def is_zone(name: str) -> bool:
    """Tell whether there is a time zone of this name."""
    try:
        return bool(zoneinfo.ZoneInfo(name).key)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return False


def _check_accent(accent: str, reader: Reader) -> None:
    """Note an accent that is no colour, or cannot be read on the paper."""
    if not _COLOUR.fullmatch(accent):
        message = f"'{accent[:40]}' is not a colour"
        reader.note(("accent",), "bad-setting", message, "write it as '#8a1c1c', between quotes")
        return
    ratio = contrast(accent, PAPER)
    if ratio < LEAST_CONTRAST:
        message = f"{accent} has a contrast of {ratio:.1f}:1 on the paper colour {PAPER}"
        hint = f"at least {LEAST_CONTRAST}:1 is needed; {_darkened(accent)} has it"
        reader.note(("accent",), "low-contrast", message, hint)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two `#rrggbb` colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    shares = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _darkened(colour: str) -> str:
    """Return the colour, as much darker as it needs to be readable on the paper."""
    parts = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    for percent in range(99, 0, -1):
        darker = "#" + "".join(f"{part * percent // 100:02x}" for part in parts)
        if contrast(darker, PAPER) >= LEAST_CONTRAST:
            return darker
    return "#000000"


def _base_url(text: str, reader: Reader) -> str:
    """Return the address of the site's root, or that of a site without settings."""
    url = root_address(text)
    if not url:
        message = f"'{text[:80]}' is not the address of a site's root"
        hint = "write it as https://news.example.org/"
        reader.note(("base_url",), "bad-setting", message, hint)
    return url or SiteSettings().base_url


def root_address(text: str) -> str:
    """Return a site's address with a slash at its end, or an empty text when it is none."""
    url = safe_url(text if text.endswith("/") else f"{text}/")
    return "" if url is None or "?" in url or "#" in url else url


def _address(text: str, reader: Reader, where: Path) -> str:
    """Return a safe address, or an empty text."""
    url = safe_url(text) if text else ""
    if url is None:
        message = f"'{text[:80]}' is not an http(s) address"
        reader.note(where, "bad-setting", message, "begin it with https://")
    return url or ""


def _check_unsubscribe(text: str, reader: Reader) -> None:
    """Note what is neither an address nor the placeholder of a sender (`{{ unsubscribe_url }}`)."""
    is_address = text.startswith("mailto:") or safe_url(text) is not None
    is_placeholder = ":" not in text and any(sign in text for sign in "{}[]%*|$")
    if text and not is_address and not is_placeholder:
        message = f"'{text[:80]}' is neither an address nor a placeholder"
        hint = "begin it with https:// or mailto:, or write what your sender replaces"
        reader.note(("newsletter", "unsubscribe_url"), "bad-setting", message, hint)


def _taxonomies(site: SiteSettings, reader: Reader) -> tuple[TaxonomySetting, ...]:
    """Return the taxonomies, each with the path of its pages and the name of one term."""
    found = []
    fields: dict[str, int] = {}
    paths: dict[str, str] = {}
    for place, taxonomy in enumerate(site.taxonomies):
        where: Path = ("taxonomies", place)
        path = taxonomy.path.strip("/") or slug_of(taxonomy.field)
        if taxonomy.field in FIELDS:
            message = f"'{taxonomy.field}' is a field with a meaning of its own"
            hint = "choose another name, such as people or companies"
            reader.note((*where, "field"), "bad-setting", message, hint)
        elif fields.setdefault(taxonomy.field, place) != place:
            message = f"the field '{taxonomy.field[:60]}' has a taxonomy already"
            reader.note((*where, "field"), "bad-setting", message, "keep one of the two")
        elif paths.setdefault(path, taxonomy.title) != taxonomy.title or slug_of(path) in OWN_ROOTS:
            message = f"the path '{path[:60]}' is taken"
            reader.note((*where, "path"), "same-output", message, "give each its own path")
        if path != slug_of(path):
            message = f"'{path[:60]}' is not the name of a folder"
            reader.note((*where, "path"), "bad-setting", message, f"write '{slug_of(path)}'")
        singular = taxonomy.singular or taxonomy.title
        found.append(msgspec.structs.replace(taxonomy, path=slug_of(path), singular=singular))
    return tuple(found)


# ---------------------------------------------------------------- topics


def checked_topics(read: Sequence[TopicSetting | None], reader: Reader) -> tuple[TopicSetting, ...]:
    """Return the topics with their slugs, and with parents spelled as the parents are."""
    names: dict[str, str] = {}
    slugs: dict[str, str] = {}
    kept: dict[int, TopicSetting] = {}
    for place, topic in enumerate(read):
        if topic is None:
            continue
        slug = _topic_slug(topic, reader, place)
        key = name_key(topic.name)
        other = names.get(key) or slugs.get(slug)
        if other is not None:
            message = f"topics '{other}' and '{topic.name}' would both be written to topics/{slug}/"
            hint = "give one of them another name or 'slug', or take it out"
            reader.note((place, "name"), "same-output", message, hint)
            continue
        names[key] = slugs[slug] = topic.name
        kept[place] = msgspec.structs.replace(topic, slug=slug)
    return _with_parents(kept, names, reader)


def _topic_slug(topic: TopicSetting, reader: Reader, place: int) -> str:
    """Return the slug of a topic, made from its name if it gives none."""
    slug = slug_of(topic.slug or topic.name)
    if topic.slug and slug != topic.slug:
        message = f"'{topic.slug[:60]}' is not the name of a folder"
        reader.note((place, "slug"), "bad-setting", message, f"write '{slug}'")
    return slug


def _with_parents(
    kept: dict[int, TopicSetting], names: dict[str, str], reader: Reader
) -> tuple[TopicSetting, ...]:
    """Return the topics without parents that do not exist or that lead in a circle."""
    found: dict[str, TopicSetting] = {}
    for place, topic in kept.items():
        parent = names.get(name_key(topic.parent), "") if topic.parent else ""
        if topic.parent and not parent:
            message = f"there is no topic '{topic.parent[:60]}'"
            hint = did_you_mean(topic.parent, names.values()) or "add it to this file"
            reader.note((place, "parent"), "bad-setting", message, hint)
        found[topic.name] = msgspec.structs.replace(topic, parent=parent)
    for place, topic in kept.items():
        circle = _circle(topic.name, found)
        if circle:
            message = f"the parents go in a circle: {' → '.join(circle)}"
            reader.note((place, "parent"), "bad-setting", message, "take one of the parents out")
            found[topic.name] = msgspec.structs.replace(found[topic.name], parent="")
    return tuple(found.values())


def _circle(name: str, topics: dict[str, TopicSetting]) -> list[str]:
    """Return the names on the way up from a topic back to itself, or nothing."""
    way = [name]
    while len(way) <= len(topics):
        parent = topics[way[-1]].parent
        if not parent:
            return []
        way.append(parent)
        if parent == name:
            return way
    return []


def check_root_topic(site: SiteSettings, topics: Sequence[TopicSetting], reader: Reader) -> None:
    """Note a root topic that the list of topics lacks; without a list any name will do."""
    names = {name_key(topic.name): topic.name for topic in topics}
    if site.root_topic and names and name_key(site.root_topic) not in names:
        hint = did_you_mean(site.root_topic, names.values()) or "add it to site/topics.yaml"
        message = f"there is no topic '{site.root_topic[:60]}'"
        reader.note(("root_topic",), "bad-setting", message, hint)


# ---------------------------------------------------------------- outlets, stories, takedowns


def checked_domain(text: str, reader: Reader, where: Path) -> str:
    """Return a domain in lower case without `www.`."""
    plain = text.strip().lower()
    host = host_of(safe_url(plain if "://" in plain else f"https://{plain}") or "")
    if "." not in host or "/" in plain.partition("://")[2].strip("/"):
        message = f"'{text[:80]}' is not a domain"
        reader.note(where, "bad-setting", message, "write it as news.example.org")
    return host


def checked_provider(provider: ProviderSetting, reader: Reader, where: Path) -> ProviderSetting:
    """Return an outlet with its domain cleaned."""
    logo = provider.logo
    if logo and not _LOGO.fullmatch(logo):
        message = f"'{logo[:80]}' is not a picture below site/static/"
        hint = "write it as logos/outlet.svg; svg, png, jpg, gif, webp and avif will do"
        reader.note((*where, "logo"), "bad-setting", message, hint)
        logo = ""
    domain = checked_domain(provider.domain, reader, (*where, "domain"))
    return msgspec.structs.replace(provider, domain=domain, logo=logo)


def checked_policy(policy: Policy, reader: Reader, where: Path) -> Policy:
    """Return a publisher's policy with its domain cleaned."""
    if policy.excerpt_characters is not None and policy.excerpt_characters < 0:
        message = f"{policy.excerpt_characters} is less than 0"
        reader.note((*where, "excerpt_characters"), "bad-setting", message, "0 shows no excerpt")
    for word in policy.rel.split():
        if word not in _RELATIONS:
            hint = did_you_mean(word, _RELATIONS) or f"known: {', '.join(sorted(_RELATIONS))}"
            message = f"'{word[:40]}' is not a relation of links"
            reader.note((*where, "rel"), "bad-setting", message, hint)
    if policy.domain.strip() == OWN_TEXTS:
        _check_own_policy(policy, reader, where)
        return msgspec.structs.replace(policy, domain=OWN_TEXTS)
    domain = checked_domain(policy.domain, reader, (*where, "domain"))
    return msgspec.structs.replace(policy, domain=domain)


def _check_own_policy(policy: Policy, reader: Reader, where: Path) -> None:
    """Note what the site's own entry says beside `ai_use`: it would hold for no publisher."""
    said = msgspec.structs.asdict(Policy(OWN_TEXTS, ai_use=policy.ai_use, note=policy.note))
    for name, value in msgspec.structs.asdict(policy).items():
        if name != "domain" and value != said[name]:
            message = f"the entry for '{OWN_TEXTS}' is the site's own, and can only say ai_use"
            reader.note((*where, name), "bad-setting", message, "name the publisher's domain")


def checked_override(override: StoryOverride, _reader: Reader, _where: Path) -> StoryOverride:
    """Return an editor's decision; whether its pages exist is known when stories are made."""
    return override


def checked_withdrawal(withdrawal: Withdrawal, reader: Reader, where: Path) -> Withdrawal:
    """Return a takedown whose address and day are real."""
    if not dates.is_day(withdrawal.date):
        message = f"'{withdrawal.date[:40]}' is not a date"
        reader.note((*where, "date"), "bad-setting", message, "write it as 2022-02-21")
    url = _address(withdrawal.url, reader, (*where, "url"))
    return msgspec.structs.replace(withdrawal, url=url)


def check_domains_once(entries: Mapping[int, msgspec.Struct], reader: Reader) -> None:
    """Note each entry whose domain an earlier entry has already; `entries` are by place."""
    seen: dict[str, int] = {}
    for place, entry in entries.items():
        domain = str(getattr(entry, "domain", ""))
        first = seen.setdefault(domain, place)
        if domain and first != place:
            hint = f"first given on line {reader.source.line_of((first, 'domain'))}"
            reader.note((place, "domain"), "bad-setting", f"'{domain}' is given twice", hint)
