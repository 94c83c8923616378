"""Pelican's settings for the bench: the same pages as the other tools make."""

SITENAME = "The Bench"
SITEURL = "https://bench.example"
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
PATH = "content"
ARTICLE_PATHS = ["news"]
OUTPUT_PATH = "output"
THEME = "theme"
THEME_STATIC_PATHS: list[str] = []
STATIC_PATHS: list[str] = []
PLUGIN_PATHS = ["plugins"]
PLUGINS = ["yaml_front_matter"]

# Reads each article's Markdown once and keeps the outcome between runs.
CACHE_CONTENT = True
LOAD_CONTENT_CACHE = True
CONTENT_CACHING_LAYER = "reader"

ARTICLE_URL = "news/{slug}/"
ARTICLE_SAVE_AS = "news/{slug}/index.html"
TAG_URL = "topics/{slug}/"
TAG_SAVE_AS = "topics/{slug}/index.html"
DEFAULT_PAGINATION = 25
PAGINATED_TEMPLATES = {"index": 25, "tag": 25}
PAGINATION_PATTERNS = (
    (1, "{base_name}/", "{base_name}/index.html"),
    (2, "{base_name}/page/{number}/", "{base_name}/page/{number}/index.html"),
)
DIRECT_TEMPLATES = ["index", "sitemap", "feed"]
SITEMAP_SAVE_AS = "sitemap.xml"
FEED_SAVE_AS = "feed.xml"

# The usual pattern for dot files meets whole paths when it watches: a site below a folder
# whose name begins with a dot would never be rebuilt.
IGNORE_FILES: list[str] = []

# Nothing that the others do not make.
CATEGORY_SAVE_AS = AUTHOR_SAVE_AS = ""
FEED_ALL_ATOM = FEED_ALL_RSS = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
MARKDOWN = {"extensions": ["markdown.extensions.fenced_code"], "output_format": "html5"}
TYPOGRIFY = False
