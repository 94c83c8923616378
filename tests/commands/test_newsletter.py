"""`broadsheet newsletter`: the edition of a day as a mail, on standard output."""

from __future__ import annotations

from email import message_from_bytes, policy
from pathlib import Path

import pytest

from broadsheet.commands import main
from broadsheet.pages import newsletter_views
from small_site import NOW, small_site

DAY = "2026-11-12"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a small site with the theme's templates."""
    return small_site(tmp_path_factory.mktemp("mail"), theme=True).root


def printed(
    site: Path, capsysbinary: pytest.CaptureFixture[bytes], *words: str, status: int = 0
) -> tuple[bytes, str]:
    """Run the command; return what it wrote for machines, and what it said to people."""
    assert status == main(["newsletter", *words, "--source", str(site), "--as-of", NOW])
    said = capsysbinary.readouterr()
    return said.out, said.err.decode()


def test_the_page_of_a_day_is_printed(
    site: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Without an option it is HTML, of that day's stories."""
    page, _ = printed(site, capsysbinary, DAY)

    assert page.startswith(b"<!doctype html>")
    assert DAY.encode() in page


def test_the_text_has_no_tags(site: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    """--text prints the plain edition, for readers without HTML."""
    text, _ = printed(site, capsysbinary, DAY, "--text")

    assert b"http" in text
    assert b"</" not in text


def test_a_whole_mail_has_both(site: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    """--eml prints a mail that a mail program opens: a subject, the text, then the HTML."""
    page, _ = printed(site, capsysbinary, DAY)
    text, _ = printed(site, capsysbinary, DAY, "--text")
    mail, _ = printed(site, capsysbinary, DAY, "--eml")
    message = message_from_bytes(mail, policy=policy.default)
    parts = [part for part in message.walk() if not part.is_multipart()]

    assert message["subject"]
    assert ["text/plain", "text/html"] == [part.get_content_type() for part in parts]
    assert [text.decode().split(), page.decode().split()] == [
        part.get_content().split() for part in parts
    ]


def test_the_latest_edition_needs_no_date(
    site: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """`latest` is the newest day that has a story."""
    latest, _ = printed(site, capsysbinary, "latest", "--text")
    _, said = printed(site, capsysbinary, "1999-01-01", status=1)
    newest = said.split(" to ")[1][:10]

    assert printed(site, capsysbinary, newest, "--text")[0] == latest


def test_a_day_without_an_edition_is_refused(
    site: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Nothing is printed for machines; people are told which days there are."""
    page, said = printed(site, capsysbinary, "1999-01-01", status=1)

    assert b"" == page
    assert "there is no edition of 1999-01-01 [no-edition]" in said
    assert "hint: editions run from " in said


def test_a_page_that_mail_programs_would_cut_off_is_noted(
    site: Path, capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page is printed all the same; the note says how large it is."""
    whole, _ = printed(site, capsysbinary, DAY)
    monkeypatch.setattr(newsletter_views, "MAX_BYTES", len(whole))
    page, said = printed(site, capsysbinary, DAY)

    assert whole == page
    assert f"note: the HTML has {len(whole):,} bytes" in said


def test_links_lead_to_the_site_that_was_asked_for(
    site: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Both texts link to the base URL of the build that they are sent for."""
    asked = ["--base-url", "https://branch.example/digest", "--noindex"]
    for form in ([], ["--text"]):
        usual, _ = printed(site, capsysbinary, DAY, *form)
        branch, _ = printed(site, capsysbinary, DAY, *form, *asked)

        assert b"https://branch.example/digest/edition/" in branch
        assert b"https://branch.example/" not in usual


def test_a_site_without_editions_says_what_one_is(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """`latest` is no day that could be named."""
    (tmp_path / "content").mkdir()
    status = main(["newsletter", "--source", str(tmp_path), "latest"])
    out, err = capsysbinary.readouterr()

    assert (1, b"") == (status, out)
    assert b"there is no edition yet [no-edition]\n    hint: an edition is made of a day" in err
