"""What the check says of a sound site when one thing in it is spoilt."""

from __future__ import annotations

from pathlib import Path

import pytest

from broadsheet.checking.findings import Finding, Report
from broadsheet.checking.published import Published, base_url_of
from broadsheet.checking.site import check_site, read_pages
from broadsheet.pages.index_views import (
    SitemapEntry,
    SitemapView,
    news_sitemap_view,
)
from broadsheet.rendering.sitemaps import news_sitemap, sitemap
from machine_samples import card, frame
from sound_site import BASE, HOME_LINK, STORY, page, spoil, write_sound_site


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a site without a fault."""
    write_sound_site(tmp_path)
    return tmp_path


def checked(folder: Path) -> Report:
    site = Published(folder, BASE)
    return check_site(site, read_pages(site))


def test_a_sound_site_has_no_fault(folder: Path) -> None:
    """Pretty addresses, anchors, a base path, redirects, mail links: nothing is held against it."""
    report = checked(folder)

    assert () == report.findings
    assert 5 == report.pages


@pytest.mark.parametrize(
    ("name", "old", "new", "code"),
    [
        ("index.html", HOME_LINK, 'href="news/nowhere/"', "broken-link"),
        ("index.html", HOME_LINK, 'href="http://[bad"', "broken-link"),
        ("index.html", "#coverage", "#nothing", "broken-anchor"),
        ("index.html", "#top", "#nothing", "broken-anchor"),
        ("index.html", HOME_LINK, 'href="/news/x/"', "outside-base"),
        ("index.html", HOME_LINK, 'href="java\tscript:alert(1)"', "unsafe-link"),
        ("index.html", 'src="/sub/assets/logo.svg"', 'src="/sub/x.png"', "missing-file"),
        ("index.html", ' alt=""', "", "missing-alt"),
        ("index.html", 'src="/sub/assets/logo.svg', 'src="//cdn.example/x.png', "third-party"),
        ("index.html", "/sub/assets/style.css", "//cdn.example/x.css", "third-party"),
        ("index.html", ' src="/sub', ' srcset="https://cdn.example/a 2x" src="/sub', "third-party"),
        ("index.html", "</head>", '<link rel="preconnect" href="https://c.example"/></head>',
         "third-party"),
        ("index.html", "</body>", "<script>1</script></body>", "inline-code"),
        ("index.html", "<body>", '<body onload="x()">', "inline-code"),
        ("index.html", "<body>", '<body style="color:red">', "inline-code"),
        ("index.html", "</head>", "<style>a{}</style></head>", "inline-code"),
        ("index.html", "/sub/assets/logo.svg\" alt", "data:image/png,x\" alt", "inline-code"),
        ("index.html", "<title>Home</title>", "", "missing-title"),
        ("index.html", 'content="About Home"', 'content=""', "missing-description"),
        ("index.html", '<html lang="en">', "<html>", "missing-language"),
        ("index.html", "og:image\" content=\"https://minds.example/sub/assets/logo.svg",
         "og:image\" content=\"https://minds.example/sub/share.png", "missing-file"),
        ("about.html", "<title>About</title>", "<title>Robots vote</title>", "duplicate-title"),
        ("about.html", f'{BASE}about"', f'{BASE}"', "duplicate-canonical"),
        ("about.html", f"{BASE}about", f"{BASE}nowhere", "bad-canonical"),
        ("about.html", f"{BASE}about", "/sub/about", "bad-canonical"),
        ("about.html", "<body>", '<body><p id="a"></p><p id="a"></p>', "duplicate-id"),
        ("news/old/index.html", "council-1/", "council-2/", "broken-link"),
        (STORY, '"headline": "Robots", ', "", "bad-structured-data"),
        (STORY, '"position": 1', '"position": 2', "bad-structured-data"),
        (STORY, "2022-02-01T08:00:00Z", "yesterday", "bad-structured-data"),
        (STORY, f'{{"@id": "{BASE}#publisher"}}', f'{{"@id": "{BASE}#no"}}', "bad-structured-data"),
        (STORY, '{"@context"', '{"@context', "bad-structured-data"),
        (STORY, "https://schema.org", "https://schema.example", "bad-structured-data"),
        ("assets/style.css", "logo.svg", "gone.svg", "missing-file"),
        ("assets/style.css", "body", '@import "https://cdn.example/x.css"; body', "third-party"),
        ("feed.xml", "<updated>2022-02-01T09:30:00Z</updated>", "", "bad-feed"),
        ("feed.xml", "2022-02-01T09:30:00Z", "Tue, 1 Feb 2022", "bad-feed"),
        ("feed.xml", "sub/feed.xml", "sub/other.xml", "bad-feed"),
        ("feed.xml", "urn:uuid:", "just-a-name-", "bad-feed"),
        ("feed.xml", "/sub/news/2022-02-01-council-1/", "/sub/news/gone/", "broken-link"),
        ("feed.xml", "<p>", '<p onclick="x()">', "active-content"),
        ("feed.xml", "<feed", "<<feed", "bad-xml"),
        ("feed.xml", 'rel="self"', 'rel="me"', "bad-feed"),
        ("rss.xml", "<channel>", "<channel/><x>", "bad-xml"),
        ("rss.xml", 'version="2.0"', 'version="0.91"', "bad-feed"),
        ("rss.xml", "https://minds.example/sub/<", "/sub/<", "bad-feed"),
        ("feed.json", '"items":', '"item":', "bad-feed"),
        ("opml.xml", ' text="All"', "", "bad-feed"),
        ("rss.xml", "<description>All</description>", "", "bad-feed"),
        ("rss.xml", "Tue, 01 Feb 2022 08:00:00 +0000", "yesterday", "bad-feed"),
        ("rss.xml", '<guid isPermaLink="false">', '<guid isPermaLink="false"/><g>', "bad-xml"),
        ("rss.xml", "&lt;p&gt;", "&lt;script&gt;", "active-content"),
        ("rss.xml", "https://albionledger", "javascript:albionledger", "active-content"),
        ("feed.json", '"id":', '"ID":', "bad-feed"),
        ("feed.json", '"content_html":', '"content":', "bad-feed"),
        ("feed.json", "2022-02-01T09:30:00Z", "2022-02-31T09:30:00Z", "bad-feed"),
        ("feed.json", "sub/news/2022", "sub/news/2021", "broken-link"),
        ("feed.json", "{", "{{", "bad-json"),
        ("sitemap.xml", "/sub/about", "/sub/gone", "bad-sitemap"),
        ("sitemap.xml", "/sub/about", "/sub/", "bad-sitemap"),
        ("sitemap.xml", "2022-02-01T09:30:00Z", "2022-02-01T09:30:00", "bad-sitemap"),
        ("sitemap.xml", "https://minds", "https://other", "bad-sitemap"),
        ("news-sitemap.xml", "2022-02-01T08:00:00Z", "soon", "bad-sitemap"),
        ("news-sitemap.xml", "<news:title>", "<news:title/><news:x>", "bad-xml"),
        ("opml.xml", "feed.xml", "gone.xml", "broken-link"),
    ],
)  # fmt: skip
def test_each_fault_is_found_by_its_name(
    folder: Path, name: str, old: str, new: str, code: str
) -> None:
    """One change to a sound site gives findings of one kind."""
    spoil(folder, name, old, new)
    found = {finding.code for finding in checked(folder).findings}

    assert {code} == found


def test_a_link_to_a_folder_without_its_slash_is_a_warning(folder: Path) -> None:
    """The host mends it by a redirect, which costs a reader time."""
    spoil(folder, "index.html", HOME_LINK, 'href="news/2022-02-01-council-1"')
    spoil(folder, "about.html", 'href="/sub/"', 'href="/sub/moved/"')
    report = checked(folder)

    assert [("redirected-link", "warning")] * 2 == [
        (finding.code, finding.severity) for finding in report.findings
    ]
    assert 0 == report.errors


def test_findings_name_file_and_line(folder: Path) -> None:
    """A person can go where the fault is."""
    spoil(folder, "about.html", '<a href="/sub/">', '<a href="/sub/gone/">')

    assert [Finding("about.html", 8, "broken-link", "/sub/gone/")] == list(checked(folder).findings)


def test_an_unlisted_page_in_a_sitemap_is_a_fault(folder: Path) -> None:
    """A page that asks not to be indexed must not be offered for indexing."""
    spoil(folder, "about.html", "<head>", '<head><meta name="robots" content="noindex">')

    assert ["bad-sitemap"] == [finding.code for finding in checked(folder).findings]


def test_news_of_more_than_two_days_is_a_fault(folder: Path) -> None:
    """Google takes two days; a file with more breaks the protocol."""
    view = news_sitemap_view([card(1)], "Minds", "en")
    old = type(view.entries[0])("/about", "Old", "2022-01-01T00:00:00Z", "en")
    both = type(view)("Minds", (*view.entries, old))
    (folder / "news-sitemap.xml").write_bytes(news_sitemap(both, frame()))

    assert ["news of 31.3 days; two are allowed"] == [
        finding.message for finding in checked(folder).findings
    ]


def test_sitemaps_beyond_their_limits_are_faults(folder: Path) -> None:
    """The protocol's 50,000 addresses, Google's 1,000 news, and what each entry must hold."""
    many = SitemapView(tuple(SitemapEntry(f"/about?{n}") for n in range(50_001)))
    news = news_sitemap_view([card(1)], "Minds", "en")
    more = type(news)("", tuple([*news.entries] * 1_001))
    (folder / "sitemap.xml").write_bytes(sitemap(many, frame()))
    (folder / "news-sitemap.xml").write_bytes(news_sitemap(more, frame()))
    messages = {finding.message for finding in checked(folder).findings}

    assert {
        "50,001 entries; 50,000 are read",
        "1,001 news entries; 1,000 are read",
        "a news entry has no publication/name",
    } <= messages


def test_a_sitemap_entry_must_be_a_page(folder: Path) -> None:
    """An entry without an address is told with its line."""
    spoil(folder, "sitemap.xml", f"<loc>{BASE}about</loc>", "")

    assert [("bad-sitemap", "an entry is no page of ours")] == [
        (finding.code, finding.message) for finding in checked(folder).findings
    ]


def test_a_relative_address_means_another_page_on_each_page(folder: Path) -> None:
    """`about` is there beside the front page, and not beside a story."""
    spoil(folder, "index.html", HOME_LINK, 'href="about"')
    spoil(folder, STORY, 'href="../../"', 'href="about"')

    assert [(STORY, "broken-link")] == [
        (finding.path, finding.code) for finding in checked(folder).findings
    ]


def test_pages_that_hide_from_search_engines_may_share_a_title(folder: Path) -> None:
    """What is not listed competes with nothing."""
    (folder / "hidden.html").write_text(
        page("hidden.html", "About", head='<meta name="robots" content="noindex">')
    )

    assert () == checked(folder).findings


def test_a_newsletter_is_checked_as_a_mail(folder: Path) -> None:
    """Inline styles and a title like another's are right in a mail; a dead link is not."""
    mail = folder / "newsletter" / "2022-02-01.html"
    mail.parent.mkdir()
    mail.write_text(
        f"<title>Home</title><p style='color: red'><a href='{BASE}'>x</a>\n"
        f"<a href='{BASE}gone/'>y</a></p>"
    )

    assert [Finding("newsletter/2022-02-01.html", 2, "broken-link", f"{BASE}gone/")] == list(
        checked(folder).findings
    )


def test_data_in_stylesheets_is_left_alone(folder: Path) -> None:
    """An address inside the file itself asks nobody for anything."""
    spoil(folder, "assets/style.css", "body", "i { mask: url(data:image/svg+xml,x) } body")

    assert () == checked(folder).findings


def test_the_address_of_a_site_is_that_of_its_front_page(folder: Path) -> None:
    """The canonical address of the front page holds host and base path."""
    said = base_url_of(folder)
    (folder / "index.html").write_text("<p>nothing</p>")

    assert (BASE, "") == (said, base_url_of(folder))


@pytest.mark.parametrize("data", [b"", b"\x00\xff\xfe", b"<", b"<html><a href=", b"<!--"])
def test_broken_pages_are_findings_not_crashes(folder: Path, data: bytes) -> None:
    """A page cut off anywhere is reported, and the rest of the site is still checked."""
    (folder / "cut.html").write_bytes(data)
    found = {finding.code for finding in checked(folder).findings if finding.path == "cut.html"}

    assert "missing-title" in found


def test_processes_find_what_one_finds(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading in several processes changes nothing but the time."""
    alone = read_pages(Published(folder, BASE), jobs=1)
    monkeypatch.setattr("broadsheet.checking.site.WORTH_A_PROCESS", 1)

    assert alone == read_pages(Published(folder, BASE), jobs=2)
