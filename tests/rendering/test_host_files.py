"""Files of lines for hosts and crawlers: no value can become a line."""

from __future__ import annotations

import urllib.robotparser
from urllib.parse import unquote

from hypothesis import given
from hypothesis import strategies as st

from broadsheet.pages.host_views import HeadersView, headers_view, redirects_view
from broadsheet.pages.index_views import LlmsView, Preference, preferences_of, robots_view, usage_of
from broadsheet.pages.views import Link
from broadsheet.rendering.host_files import (
    content_security_policy,
    headers,
    llms,
    redirects,
    robots,
)
from broadsheet.settings import Policy
from machine_samples import frame


def rules_of(made: bytes) -> dict[str, dict[str, str]]:
    """Read `_headers` as a host does: a path, then its indented headers."""
    rules: dict[str, dict[str, str]] = {}
    path = ""
    for line in made.decode().splitlines():
        if line.startswith(" "):
            name, value = line.strip().split(": ", 1)
            rules[path][name] = value
        else:
            path = line
            rules[path] = {}
    return rules


def test_redirects_lead_from_address_to_address() -> None:
    """One line each, under the base path, for ever, in a fixed order; none leads to itself."""
    view = redirects_view([("/news/b/", "/news/a/"), ("/n/", "/news/a/"), ("/x/", "/x/")])

    assert b"/sub/n/ /sub/news/a/ 301!\n/sub/news/b/ /sub/news/a/ 301!\n" == redirects(
        view, frame()
    )


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_no_address_becomes_a_rule_of_its_own(text: str) -> None:
    """Line breaks, spaces, splats, placeholders and comments are percent-encoded."""
    made = redirects(redirects_view([(f"/news/{text}/", "/target/")]), frame()).decode()
    fields = made.rstrip("\n").split(" ")

    assert 3 == len(fields)
    assert 1 == made.count("\n")
    assert not {"*", ":", "#"} & set(made)
    assert f"/sub/news/{text}/" == unquote(fields[0])


def test_no_two_rules_set_one_header_for_one_address() -> None:
    """Hosts differ in what they send then; so a name stands in one rule that can match."""
    rules = rules_of(headers(headers_view(search=True, noindex=False), frame()))
    everywhere = rules.pop("/sub/*")

    assert not any(set(everywhere) & set(rule) for rule in rules.values())
    assert "public, max-age=31536000, immutable" == rules["/sub/assets/*"]["Cache-Control"]
    assert "nosniff" == everywhere["X-Content-Type-Options"]
    assert {"Referrer-Policy", "Permissions-Policy", "Content-Security-Policy"} <= set(everywhere)


def test_the_policy_is_strict() -> None:
    """Nothing by default, nothing inline, nothing from elsewhere, no frames around us."""
    policy = content_security_policy(HeadersView(search=False, noindex=False, usage=""))
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))

    assert "'none'" == rules["default-src"]
    assert "'self'" == rules["script-src"]
    assert "'none'" == rules["frame-ancestors"]
    assert "'none'" == rules["base-uri"]
    assert not any(word in policy for word in ("unsafe", "http", "data:", "*"))


def test_search_may_compile_webassembly_and_nothing_else() -> None:
    """The search engine needs `wasm-unsafe-eval`, which is not `unsafe-eval`."""
    policy = content_security_policy(headers_view(search=True, noindex=False))

    assert "script-src 'self' 'wasm-unsafe-eval';" in policy
    assert "'unsafe-" not in policy


def test_hotlinks_name_hosts_and_only_hosts() -> None:
    """A host in a policy cannot add a rule to the policy or a line to the file."""
    hosts = ["img.example", "evil.example; script-src *", "a\n/x", "'unsafe-inline'"]
    policy = content_security_policy(headers_view(False, False, image_hosts=hosts))

    assert "img-src 'self' https://img.example; font-src" in policy
    assert "evil" not in policy


def test_a_preview_asks_not_to_be_indexed() -> None:
    """`noindex` is a header, and pages stay readable so that crawlers see it."""
    site = frame(noindex=True)
    robots_text = robots(robots_view((), ["/sitemap.xml"], noindex=True), site).decode()

    assert (
        "noindex"
        == rules_of(headers(headers_view(search=True, noindex=True), site))["/sub/*"][
            "X-Robots-Tag"
        ]
    )
    assert "Sitemap" not in robots_text
    assert "Disallow" not in robots_text


def test_crawlers_may_read_and_find_the_sitemaps() -> None:
    """Python's own reader of robots.txt understands the file."""
    made = robots(robots_view((), ["/sitemap.xml", "/news-sitemap.xml"], noindex=False), frame())
    parser = urllib.robotparser.RobotFileParser()
    parser.parse(made.decode().splitlines())

    assert parser.can_fetch("anybot", "https://minds.example/sub/news/x/")
    assert [
        "https://minds.example/sub/sitemap.xml",
        "https://minds.example/sub/news-sitemap.xml",
    ] == parser.site_maps()


def test_one_publisher_who_refuses_decides_for_the_site() -> None:
    """Lists show everybody's texts, so the strictest preference is the site's."""
    policies = [
        Policy("*", ai_use="search=y, train-ai=y"),
        Policy("albionledger.example", ai_use="Train-AI = n"),
        Policy("northwire.example", ai_use="whatever\nUser-agent: evil"),
        Policy("quiet.example"),
    ]
    preferences = preferences_of(policies)
    made = robots(robots_view(preferences, (), noindex=False), frame()).decode()

    assert [("*", "search=y, train-ai=y"), ("albionledger.example", "train-ai=n")] == [
        (each.domain, each.usage) for each in preferences
    ]
    assert "User-agent: *\nAllow: /\nContent-Usage: search=y, train-ai=n\n" == made
    sent = rules_of(headers(headers_view(True, False, preferences), frame()))["/sub/*"]
    assert "search=y, train-ai=n" == sent["Content-Usage"]


def test_the_strictest_preference_wins_in_any_order() -> None:
    """A refusal stands whether it is given first or last; labels are in a fixed order."""
    statements = ["train-ai=n", "train-ai=y, search=y"]

    assert "search=y, train-ai=n" == usage_of(statements) == usage_of(statements[::-1])


@given(st.lists(st.text(max_size=40), max_size=5))
def test_no_preference_adds_a_line(statements: list[str]) -> None:
    """Whatever a policy says, its usage is one line of labels with y or n."""
    usage = usage_of(statements)

    assert all(pair.split("=")[1] in ("y", "n") for pair in usage.split(", ") if usage)
    assert usage.isprintable()


def test_llms_txt_names_the_site_its_parts_and_what_may_be_used() -> None:
    """A heading, a summary, lists of links, and the publishers' preferences."""
    view = LlmsView(
        topics=(Link("C++ [beta] *now*\n# New", "/topics/c-plus-plus/"),),
        lists=(Link("Latest", "/"),),
        data=(Link("Stories as JSON Feed", "/feed.json"),),
        preferences=(Preference("*", "search=y"), Preference("a.example", "train-ai=n")),
    )
    lines = llms(view, frame()).decode().splitlines()

    assert "# Machine Minds" == lines[0]
    assert "> One page for each story" == lines[2]
    assert "- [Latest](https://minds.example/sub/)" in lines
    assert (
        r"- [C++ \[beta\] \*now\* \# New](https://minds.example/sub/topics/c-plus-plus/)" in lines
    )
    assert ["- This site: search=y", "- a.example: train-ai=n"] == lines[-2:]
