"""`broadsheet eject TEMPLATE`: copy a template of the theme into the site, to change it."""

from __future__ import annotations

import argparse

from broadsheet.commands.terminal import complain, say

HELP = "copy a template of the theme into the site, to change it"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "template", nargs="?", metavar="TEMPLATE", help="such as story.html; without it, all names"
    )
    parser.add_argument("--force", action="store_true", help="overwrite the site's own copy")


def run(args: argparse.Namespace) -> int:
    """Copy one template, or list them; return the exit status."""
    from broadsheet.errors import did_you_mean
    from broadsheet.publishing.whole import write_whole
    from broadsheet.rendering.theme import package_templates

    templates = package_templates()
    if not args.template:
        say("\n".join(sorted(templates)))
        return 0
    template = templates.get(args.template)
    if template is None:
        hint = did_you_mean(args.template, templates)
        complain(f"the theme has no template '{args.template}'" + (f"; {hint}" if hint else ""))
        return 1
    target = args.source / "templates" / args.template
    if target.exists() and not args.force:
        complain(f"{target} is there already; --force overwrites it")
        return 1
    target.parent.mkdir(parents=True, exist_ok=True)
    write_whole(target, template.text.encode("utf-8"))
    say(f"{target}: change it as you like; the theme's own is used for all others")
    return 0
