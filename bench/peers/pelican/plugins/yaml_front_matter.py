"""Lets Pelican read nested YAML front matter, with libyaml and its own Markdown package."""

import yaml
from pelican import signals
from pelican.contents import Tag
from pelican.readers import MarkdownReader
from pelican.utils import get_date, pelican_open


class YamlReader(MarkdownReader):
    """Markdown files whose metadata is a YAML block between two `---` lines."""

    file_extensions = ["md"]

    def read(self, source_path):
        """Return the HTML of the body, and the metadata Pelican needs."""
        with pelican_open(source_path) as text:
            _, header, body = text.split("---\n", 2)
        fields = yaml.load(header, Loader=yaml.CSafeLoader)
        fields["date"] = get_date(str(fields["date"]))
        fields["tags"] = [Tag(name, self.settings) for name in fields.pop("topics")]
        fields.pop("category", None)
        markdown = self._new_markdown()
        return markdown.convert(body), fields

    def _new_markdown(self):
        from markdown import Markdown

        settings = dict(self.settings["MARKDOWN"])
        return Markdown(**settings)


def add_reader(readers):
    """Take over the `md` ending."""
    readers.reader_classes["md"] = YamlReader


def register():
    """Pelican's entry point."""
    signals.readers_init.connect(add_reader)
