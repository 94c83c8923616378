"""Jekyll, Hugo and Eleventy folders to drafts, by the rules of docs/importing.md."""

from __future__ import annotations

from pathlib import Path

import pytest

from broadsheet.importing.drafts import Draft, Provider, Refused, Skip, SourceKind
from broadsheet.importing.foreign_matter import split_front
from broadsheet.importing.oldsites import drafts_of_file, drafts_of_site
from broadsheet.model import Image


def site(root: Path, files: dict[str, str]) -> Path:
    """Write a site as a dict of its files."""
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    return root


def drafts(root: Path, kind: SourceKind) -> dict[str, Draft]:
    """Return the drafts of a site by their names."""
    found = list(drafts_of_site(root, kind, "old"))
    assert all(isinstance(draft, Draft) for draft in found), found
    return {draft.name: draft for draft in found if isinstance(draft, Draft)}


def single(text: str, tmp_path: Path, name: str = "x.md") -> Draft:
    """Return the draft of one file."""
    (tmp_path / name).write_text(text, "utf-8")
    (draft,) = drafts_of_file(tmp_path / name, "article", name)
    assert isinstance(draft, Draft)
    return draft


def test_a_jekyll_post_is_mapped(tmp_path: Path) -> None:
    """Names give dates and slugs, settings give outlet and zone, the rest goes to extra."""
    root = site(
        tmp_path,
        {
            "_config.yml": "title: My Weblog\nurl: https://blog.example\nbaseurl: /notes\n"
            "timezone: Europe/Berlin\n",
            "_posts/2022-02-21-My_first-Post.md": "---\ntitle: no\ncategories: boats sea\n"
            "tags: [ferry, 3]\nlayout: post\nimage: /img/a.jpg\nauthor: Ann Lee\n"
            "date: 2022-02-21 09:00:00 -0500\nredirect_from: /old/\n---\n"
            "A teaser with *stress*.\n<!--more-->\nThe rest.\n",
            "sea/_posts/2022-03-01-second.html": "---\ntitle: Second\ndate: 2022-03-01 09:00\n---\n"
            "<p>Some <b>bold</b> text.</p>",
            "_drafts/idea.md": "---\ntitle: Idea\n---\nLater.\n",
            "about.md": "---\ntitle: About\n---\nNot a post.\n",
        },
    )
    found = drafts(root, "jekyll")
    post = found["2022-02-21-myfirst-post"]

    assert {"2022-02-21-myfirst-post", "2022-03-01-second", "idea"} == found.keys()
    assert ("no", "2022-02-21T14:00:00Z", "Ann Lee") == (post.title, post.published_at, post.author)
    assert ("boats", "sea") == post.topics
    assert {"tags": ["ferry", "3"], "layout": "post", "redirect_from": "/old/"} == post.extra
    assert (Image("https://blog.example/img/a.jpg"),) == post.images
    assert Provider("My Weblog", "blog.example") == post.provider
    assert ("A teaser with stress.", "A teaser with *stress*.\n\nThe rest.") == (
        post.excerpt,
        post.body,
    )
    assert "2022-03-01T08:00:00Z" == found["2022-03-01-second"].published_at
    assert "Some **bold** text." == found["2022-03-01-second"].body
    assert (False, None) == (found["idea"].published, post.published)


def test_a_folder_of_articles_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    """It would bring in, and publish, what lies anywhere on the machine of who imports."""
    site(tmp_path, {"private/note.md": "---\ntitle: Mine\ndate: 2022-02-20\n---\nSecret.\n"})
    hugo = tmp_path / "hugo"
    hugo.mkdir()
    (hugo / "hugo.toml").write_text("title = 'H'\n")
    (hugo / "content").symlink_to(tmp_path / "private")
    with pytest.raises(Refused, match="symbolic link"):
        list(drafts_of_site(hugo, "hugo", "hugo"))


@pytest.mark.parametrize("address", ["http://[never.closed/a.png", "//[x"])
def test_a_picture_without_a_sound_address_is_left_out(tmp_path: Path, address: str) -> None:
    """The article is taken, and those after it."""
    root = site(
        tmp_path,
        {
            "_config.yml": "title: Old\nurl: https://old.example\n",
            "_posts/2022-02-21-a.md": f"---\ntitle: A\nimage: '{address}'\n---\nText.\n",
            "_posts/2022-02-22-b.md": "---\ntitle: B\n---\nText.\n",
        },
    )

    assert {"2022-02-21-a", "2022-02-22-b"} == drafts(root, "jekyll").keys()


def test_a_hugo_site_is_mapped(tmp_path: Path) -> None:
    """TOML, YAML and JSON front matter, bundles and params; sections are no articles."""
    root = site(
        tmp_path,
        {
            "hugo.toml": 'title = "The Site"\nbaseURL = "https://hugo.example/"\n'
            'languageCode = "en-GB"\n',
            "content/posts/_index.md": "+++\ntitle = 'Posts'\n+++\n",
            "content/posts/toml.md": "+++\ntitle = 'In TOML'\ndate = 2022-02-21T09:00:00-05:00\n"
            "lastmod = 2022-02-23\ndraft = true\ncategories = ['Boats']\ntags = ['ferry']\n"
            "weight = 3\n[params]\nauthor = 'Ann Lee'\n[cover]\nimage = 'img/a.jpg'\n+++\nBody.\n",
            "content/posts/bundle/index.md": "---\ntitle: A bundle\ndate: 2022-02-22\n---\nHi.\n",
            "content/posts/json.md": '{\n"title": "In JSON",\n"date": "2022-02-20T00:00:00Z",\n'
            '"externalUrl": "https://other.example/x", "series": {"a": [1]}\n}\nBody.\n',
            "layouts/x.md": "---\ntitle: not content\n---\n",
        },
    )
    found = drafts(root, "hugo")
    toml = found["2022-02-21-toml"]

    assert {"2022-02-21-toml", "2022-02-22-bundle", "2022-02-20-json"} == found.keys()
    assert ("2022-02-21T14:00:00Z", "2022-02-23T00:00:00Z") == (toml.published_at, toml.updated_at)
    assert (False, "Ann Lee", ("Boats",)) == (toml.published, toml.author, toml.topics)
    assert {"weight": 3, "tags": ["ferry"]} == toml.extra
    assert (Image("https://hugo.example/img/a.jpg"),) == toml.images
    assert (Provider("The Site", "hugo.example"), "en-gb") == (toml.provider, toml.language)
    assert "https://other.example/x" == found["2022-02-20-json"].web_url
    assert Provider("", "other.example") == found["2022-02-20-json"].provider


def test_an_eleventy_site_is_mapped(tmp_path: Path) -> None:
    """Names of collections are no labels; front matter that is a program is never run."""
    root = site(
        tmp_path,
        {
            "eleventy.config.js": "throw new Error('never run')",
            "src/_data/metadata.json": '{"title": "11", "url": "https://eleventy.example"}',
            "src/posts/one.md": '---json\n{\n"title": "One", "date": "2022-02-21",\n'
            '"tags": ["posts", "ferry"]\n}\n---\nBody {{ title }}.\n',
            "src/posts/run.md": "---js\n{ title: process.exit() }\n---\nx\n",
            "node_modules/x/readme-too.md": "---\ntitle: no\n---\n",
            "README.md": "# Readme\n",
        },
    )
    one, skipped = drafts_of_site(root, "eleventy", "old")

    assert isinstance(one, Draft)
    assert isinstance(skipped, Skip)
    assert ("One", {"tags": ["ferry"]}, "Body {{ title }}.") == (one.title, one.extra, one.body)
    assert [("template-tag", "{{ title }}")] == [(each.rule, each.after) for each in one.repairs]
    assert "never run" in skipped.reason


def test_a_file_in_our_own_format_is_kept(tmp_path: Path) -> None:
    """All fields come through, in their types, but `secured`."""
    draft = single(
        "---\ncategory: news\ntitle: '012'\nexcerpt: E\npublishedDateTime: 2022-02-21T14:00:00Z\n"
        "webUrl: https://a.example/x\nquality: 64\nheat: -1\npublished: false\n"
        "provider:\n  name: A\n  domain: a.example\ntopics: [AI]\nmood: calm\nsecured: xyz\n"
        "related:\n  - title: R\n    webUrl: https://b.example/y\n    quality: 5\n"
        "    provider: {name: B, domain: b.example}\n    secret: 1\n---\n\nBody.\n",
        tmp_path,
        "2022-02-21-x.md",
    )

    assert ("012", 64, -1, False) == (draft.title, draft.quality, draft.heat, draft.published)
    assert (
        {
            "title": "R",
            "webUrl": "https://b.example/y",
            "provider": {"name": "B", "domain": "b.example"},
            "quality": 5,
        },
    ) == draft.related
    assert ({"mood": "calm"}, "Body.\n") == (draft.extra, draft.body)


def test_a_file_without_front_matter_takes_its_first_heading(tmp_path: Path) -> None:
    """A plain Markdown file has a title in its text, and no date."""
    draft = single("# The heading\n\nText.\n", tmp_path)

    assert ("The heading", "Text.", "") == (draft.title, draft.body, draft.published_at)


def test_a_file_without_any_title_is_refused(tmp_path: Path) -> None:
    """A text without front matter and heading is no article; a dated name would give one."""
    with pytest.raises(Refused, match="neither"):
        single("Text.\n", tmp_path)

    assert "My post" == single("Text.\n", tmp_path, "2022-02-21-my-post.md").title


def test_code_blocks_of_jekyll_become_fences(tmp_path: Path) -> None:
    """`highlight` has an equal in Markdown; other tags are left as text and listed."""
    draft = single(
        "---\ntitle: T\n---\n{% highlight ruby linenos %}\nputs 1\n"
        "{% endhighlight %}\n{% include x %}",
        tmp_path,
    )

    assert "```ruby\nputs 1\n```\n{% include x %}" == draft.body
    assert ["liquid-highlight", "template-tag"] == [each.rule for each in draft.repairs]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("---\ntitle: x\n", "no closing line"),
        ("---\n- a\n---\n", "no list of names"),
        ("---\ntitle: [\n---\n", "cannot be read"),
        ("+++\ntitle = \n+++\n", "cannot be read"),
        ('{\n"title": \n}\nx', "cannot be read"),
        ("---\n" + "a: [" * 500 + "\n---\n", "cannot be read|too deep"),
        ("---json\n" + "[" * 99999 + "\n---\n", "cannot be read|too deep"),
    ],
)
def test_broken_front_matter_gives_a_reason(text: str, reason: str) -> None:
    """Every way to be broken is a refusal in words."""
    with pytest.raises(Refused, match=reason):
        split_front(text.encode())


def test_aliases_cannot_blow_up() -> None:
    """A few lines of YAML that stand for gigabytes stand for nothing here."""
    lines = ["a: &a [x, x]", *(f"b{n}: &b{n} [*a, *a]" for n in range(50))]
    fields, _ = split_front(("---\n" + "\n".join(lines) + "\ntitle: T\n---\n").encode())

    assert "T" == fields["title"]
    assert len(str(fields)) < 10_000


def test_links_out_of_the_site_are_not_followed(tmp_path: Path) -> None:
    """A symbolic link in an old site reads nothing from elsewhere."""
    secret = site(tmp_path / "elsewhere", {"s.md": "---\ntitle: Secret\n---\n"})
    root = site(tmp_path / "old", {"content/a.md": "---\ntitle: A\n---\n", "hugo.toml": ""})
    (root / "content" / "link.md").symlink_to(secret / "s.md")
    (root / "content" / "folder").symlink_to(secret)

    assert ["a"] == list(drafts(root, "hugo"))
