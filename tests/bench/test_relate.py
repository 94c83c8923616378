"""Stories of the example content when relate makes every list anew: the guard."""

from pathlib import Path

from bench.relate import read_labelled, related
from bench.relate_speed import invent_site
from bench.scores import mean_score, page_scores
from bench.stories import Trial

from broadsheet.model_rules import StoryRules

ROOT = Path(__file__).parent.parent.parent
REACHED = 0.97
"""B-cubed F1 with relate's lists on the example content, rounded down (bench/results/)."""


def test_relate_keeps_what_it_reached_on_the_example_content() -> None:
    """Constants or words that change must not make the stories of relate's lists worse."""
    corpus, bodies = read_labelled(
        ROOT / "content", ROOT / "bench" / "data" / "example-stories.yaml"
    )
    made = Trial(related(corpus, bodies))
    score = mean_score(page_scores(made.stories(StoryRules()), corpus.truth).values())

    assert len(corpus.truth) > 200
    assert score.f1 >= REACHED


def test_the_invented_site_is_the_same_every_time(tmp_path: Path) -> None:
    """Figures of different days are of the same articles, none of which has a list."""
    sites = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        invent_site(tmp_path / name, 10)
        files = sorted((tmp_path / name / "content").iterdir())
        sites.append([(path.name, path.read_bytes()) for path in files])
    one, two = sites

    assert 10 == len(one)
    assert one == two
    assert not any(b"related" in data for _, data in one)
