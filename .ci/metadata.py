"""What a package index shows: the README, away from its files, and where they are.

The addresses are those of the repository which the release is built in and of the site
that it publishes, so they stand in no file: `.github/workflows/release.yml` passes them
as SKSCRATCH_HOMEPAGE and SKSCRATCH_DOCUMENTATION. Without the first, what the README
points at stays as text; without the second, estimators in a notebook have no links.
"""

import os
import re
from pathlib import Path

from hatchling.metadata.plugin.interface import MetadataHookInterface

PICTURE = re.compile(
    r"!\[(?P<text>[^\]]*)\]\((?P<path>(?!https?://)[^)]*)\)"
    r'|<img src="(?P<file>(?!https?://)[^"]*)"(?P<size>[^>]*) alt="(?P<alt>[^"]*)">'
)
LINK = re.compile(r"(?<!!)\[([^\]]+)\]\((?!https?://)([^)]*)\)")


def urls(homepage, documentation):
    """The addresses that an index lists beside the description, as far as known."""
    listed = {"Documentation": documentation} if documentation else {}
    if homepage:
        listed |= {
            "Homepage": homepage,
            "Changelog": f"{homepage}/blob/HEAD/CHANGELOG.md",
            "Issues": f"{homepage}/issues",
        }
    return listed


def description(readme, homepage, version):
    """The README with links and pictures that lead to the files of this version."""

    def picture(match):
        text = match["text"] or match["alt"]
        if not homepage:
            return f"*(Picture: {text}.)*"
        source = f"{homepage}/raw/v{version}/{match['path'] or match['file']}"
        return f'<img src="{source}"{match["size"] or ""} alt="{text}">'

    def link(match):
        text, path = match.groups()
        if not homepage or path.startswith("#"):
            return text
        return f"[{text}]({homepage}/blob/v{version}/{path})"

    return LINK.sub(link, PICTURE.sub(picture, readme))


class Metadata(MetadataHookInterface):
    """Called by hatchling, which knows the version."""

    def update(self, metadata):
        """Fill in what pyproject.toml calls dynamic."""
        homepage, documentation = (
            os.environ.get(f"SKSCRATCH_{name}", "").rstrip("/")
            for name in ("HOMEPAGE", "DOCUMENTATION")
        )
        readme = Path(self.root, "README.md").read_text(encoding="utf-8")
        text = description(readme, homepage, metadata["version"])
        metadata["readme"] = {"content-type": "text/markdown", "text": text}
        metadata["urls"] = urls(homepage, documentation)
