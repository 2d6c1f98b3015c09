"""A Sphinx extension: pages that read on a code-hosting site, and are a site here.

What only our site understands stands in a comment, which others leave out::

    <!-- site
    ```{toctree}
    course/0_line
    ```
    -->

A link to a script of the gallery, ``../examples/plot_CLAIM.py``, opens the script there
and here the page that sphinx-gallery has made of it; one to ``../examples/README.rst``
opens the whole gallery. If there is no such page the build stops, as for any dead link.
A link to a test, or to a page at the top of the project, is words here.
Where ``refresh.py`` has written the names of a module, such a comment comes with a
table for the others, which is left out here.

>>> for_the_site("[words](../examples/plot_a_claim.py)")
'[words](/gallery/plot_a_claim.rst)'
>>> for_the_site("held by [`test_it`](../tests/test_all.py)")
'held by `test_it`'
>>> for_the_site("before\\n<!-- site\\nhere\\n-->\\nafter")
'before\\nhere\\nafter'
"""

import re

SITE = re.compile(r"^<!-- site\n(.*?)^-->$\n?", re.MULTILINE | re.DOTALL)
NAMES = re.compile(
    r"^<!-- names: \S+ -->$.*?(^<!-- site\n.*?^-->$\n).*?^<!-- end -->$",
    re.MULTILINE | re.DOTALL,
)
CLAIM = re.compile(r"\]\((?:\.\./)+examples/(plot_\w+)\.py\)")
BESIDE = re.compile(r"\[([^\]]+)\]\((?:\.\./)+(?:tests/[\w/]+\.py|[A-Z]+\.md)\)")
GALLERY = re.compile(r"\]\((?:\.\./)+examples/README\.rst\)")


def for_the_site(text):
    """The text of a page as our site reads it."""
    text = SITE.sub(r"\1", NAMES.sub(r"\1", text))
    text = BESIDE.sub(r"\1", text)
    text = CLAIM.sub(r"](/gallery/\1.rst)", text)
    return GALLERY.sub("](/gallery/index.rst)", text)


def setup(app):
    """Have every Markdown page read that way."""

    def read(app, name, source):
        if str(app.env.doc2path(name)).endswith(".md"):
            source[0] = for_the_site(source[0])

    app.connect("source-read", read)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
