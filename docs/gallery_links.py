"""A Sphinx extension: links to the scripts of the gallery lead to its pages.

A page of the course says ``[words](../../examples/plot_CLAIM.py)``. On a code-hosting
site this opens the script; in the site that we build, the page that sphinx-gallery has
made of it. A link to a claim that is not there stops the build, as any dead link does.

>>> page_of("../../examples/plot_zeros_never_part.py")
'/gallery/plot_zeros_never_part'
>>> page_of("../../examples/own_photo.py") is None
True
"""

import re

from sphinx import addnodes
from sphinx.transforms import SphinxTransform

SCRIPT = re.compile(r"(?:\.\./)+examples/(plot_\w+)\.py")


def page_of(target):
    """The gallery's page for a script that a link names; None for all else."""
    script = SCRIPT.fullmatch(target)
    return f"/gallery/{script[1]}" if script else None


class GalleryLinks(SphinxTransform):
    """Make references to pages of what were files to download."""

    default_priority = 500  # before Sphinx collects the files, at 880

    def apply(self, **kwargs):
        for link in list(self.document.findall(addnodes.download_reference)):
            if page := page_of(link["reftarget"]):
                link.replace_self(self.reference(page, link))

    def reference(self, page, link):
        """A reference to a page in the words of a link."""
        reference = addnodes.pending_xref(
            "",
            *link.children,
            refdomain="std",
            reftype="doc",
            reftarget=page,
            refdoc=self.env.docname,
            refexplicit=True,
            refwarn=True,
        )
        reference.source, reference.line = link.source, link.line
        return reference


def setup(app):
    """Register the transform."""
    app.add_transform(GalleryLinks)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
