"""The arithmetic behind the tables: pairs, medians, verdicts, growth."""

import pytest
from bench.corpus import Corpus
from bench.counts import Output, addresses, differences, kinds, missing_articles, read_output, words
from bench.report import ratio_table, render, write
from bench.results import Ratio, Results, cost_growth, ratio, ratios, verdict


def results_of(**values):
    """Results at a size of 1,000 with these values by measure and tool."""
    found = Results(
        size=1_000,
        seed=1,
        runs=3,
        date="2026-01-02",
        machine={"cores": "2"},
        versions={"broadsheet": "1.0", "hugo": "0.1"},
    )
    found.values = values
    return found


def test_a_ratio_is_the_median_of_the_pairs_not_the_ratio_of_the_medians():
    """Runs made side by side share the noise of their moment, so they are compared first."""
    assert ratio([1, 2, 6], [2, 8, 6]) == Ratio(median=0.5, low=0.25, high=1.0)


def test_a_run_without_a_partner_is_left_out():
    """A tool that failed half-way is compared as far as it went."""
    assert ratio([1.0, 5.0], [2.0]) == Ratio(0.5, 0.5, 0.5)


def test_without_a_pair_there_is_no_ratio():
    """Nothing is divided by nothing."""
    assert ratio([], [1.0]) is None
    assert ratio([1.0], [0.0]) is None


def test_ratios_are_of_ours_to_each_other_tool():
    """Ours is on top, and is not compared with itself."""
    found = ratios({"broadsheet": [1.0], "hugo": [4.0], "pelican": [10.0]}, "broadsheet")

    assert {tool: value.median for tool, value in found.items()} == {"hugo": 0.25, "pelican": 0.1}


@pytest.mark.parametrize(
    ("median", "goal", "expected"),
    [(0.33, 0.33, "met"), (0.34, 0.33, "missed"), (0.5, None, "")],
)
def test_a_goal_is_met_up_to_its_figure(median, goal, expected):
    """The figure itself still meets the goal; a measure without a goal has no verdict."""
    assert verdict(Ratio(median, 0, 1), goal) == expected


def test_growth_compares_cost_per_article():
    """Ten times the articles in twelve times the time cost 1.2 each."""
    assert cost_growth((10_000, 2.0), (100_000, 24.0)) == pytest.approx(1.2)


def test_the_table_shows_goal_ratio_and_verdict():
    """One row per measure: the goal, the ratio with its range, met or missed."""
    results = results_of(
        clean={"broadsheet": [1.0, 1.0], "hugo": [4.0, 5.0]},
        nochange={"broadsheet": [1.0], "hugo": [4.0]},
    )
    rows = ratio_table(results).splitlines()[2:]

    assert rows == [
        "| clean build | ≤ 0.33 | 0.23 (0.20 to 0.25) | met |",
        "| no-change build, new process, cache kept | ≤ 0.03 | 0.25 (0.25 to 0.25) | missed |",
    ]


def test_without_broadsheet_the_report_says_that_nothing_was_compared():
    """A run with peers alone has figures but no ratios."""
    assert "No pair with Broadsheet" in render(results_of(clean={"hugo": [4.0]}))


def test_the_report_is_written_beside_its_data(tmp_path):
    """Markdown and JSON are named by date and size."""
    written = write(results_of(clean={"broadsheet": [1.0], "hugo": [4.0]}), tmp_path)

    assert written.name == "2026-01-02-1000.md"
    assert '"hugo": [' in (tmp_path / "2026-01-02-1000.json").read_text()


def test_the_table_can_go_elsewhere(tmp_path):
    """`--markdown` moves the Markdown, never the data."""
    write(results_of(), tmp_path / "results", tmp_path / "table.md")

    assert sorted(path.name for path in tmp_path.rglob("*.*")) == [
        "2026-01-02-1000.json",
        "table.md",
    ]


@pytest.fixture
def site(tmp_path):
    def make(name, **files):
        for path, text in files.items():
            target = tmp_path / name / path.replace("__", "/")
            target = target.with_suffix(".html")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
        return read_output(tmp_path / name)

    return make


def test_equal_outputs_have_no_differences(site):
    """Tags, entities and spaces may differ; files and words may not."""
    first = site("a", index="<p>One &amp; two</p>", news__x="x")
    second = site("b", index="<b>One\n&#38;</b> two", news__x="x")

    assert differences({"a": first, "b": second}) == []


def test_a_missing_file_and_another_word_are_differences(site):
    """Both are said, with the first file's name."""
    first = site("a", index="one", more="x")
    second = site("b", index="two")

    assert differences({"a": first, "b": second}) == [
        "1 files are not both in a and b: more.html ...",
        "index.html reads differently in a and b",
    ]


def test_files_are_counted_by_kind(site):
    """The first folder of a path is its kind; home's pages count as home."""
    output = site("a", index="", page__2__index="", topics__x__index="", news__y__index="")

    assert kinds(output) == {"home": 2, "news/": 1, "topics/": 1}


def test_an_articles_page_is_found_by_the_number_in_its_slug():
    """Whatever else is written, a published article without a page is missed."""
    corpus = Corpus(40)
    published = [sketch for sketch in corpus.sketches if sketch.published]
    paths = [f"news/{sketch.name}/index.html" for sketch in published]
    whole = Output(None, frozenset([*paths, "topics/t-000001/index.html"]), 0)
    short = Output(None, frozenset(paths[1:]), 0)

    assert addresses(whole)[published[0].number] == f"/news/{published[0].name}/"
    assert missing_articles(whole, corpus.sketches) == []
    assert missing_articles(short, corpus.sketches) == [published[0].name]


def test_words_leave_marks_out(tmp_path):
    """Tags, entities and punctuation are no words."""
    page = tmp_path / "page.html"
    page.write_text('<p class="x">It&#39;s <b>bold</b>.</p>')

    assert words(page) == ["It", "s", "bold"]
