"""Write into the pages what the package and the build know better than a writer.

    python docs/refresh.py [--check]

In a Markdown page of this folder, what stands between two comment lines is replaced:

- after ``<!-- source: dotted.path -->``, up to ``<!-- end -->``, by the code of that
  function or class as it runs, less its docstring;
- after ``<!-- computed: NAME -->``, up to ``<!-- end -->``, by the Markdown that the
  function NAME in ``computed.py`` returns, or FILE.NAME in another file of this
  folder;
- after ``<!-- names: module -->``, up to ``<!-- end -->``, by the public names of that
  module: for our site in a comment (see ``code_host.py``), for others as a table.

With ``--check`` nothing is written; the pages that would change are listed, and the
exit status is 1 if there are any.
"""

import argparse
import ast
import importlib
import inspect
import pkgutil
import re
import sys
import textwrap
from pathlib import Path

import skscratch

HERE = Path(__file__).parent
PACKAGE = Path(skscratch.__file__).parents[1]
PART = re.compile(
    r"^<!-- (?P<kind>source|computed|names): (?P<name>[\w.]+) -->\n"
    r"(?P<content>.*?)"
    r"^<!-- end -->$",
    re.MULTILINE | re.DOTALL,
)
COMMENT = re.compile(r"^<!-- (?:source|computed|names|end)\b.*$", re.MULTILINE)


def code_of(path):
    """The code at a dotted path as it stands in its file, less its docstring."""
    thing = inspect.unwrap(pkgutil.resolve_name(path))
    lines = textwrap.dedent(inspect.getsource(thing)).splitlines()
    # By the syntax tree: the docstring that Python keeps is not the one of the file
    (definition,) = ast.parse("\n".join(lines)).body
    if ast.get_docstring(definition, clean=False) is not None:
        docstring = definition.body[0]
        start, end = docstring.lineno - 1, docstring.end_lineno
        while end < len(lines) and not lines[end].strip():
            end += 1
        del lines[start:end]
    return "\n".join(lines).rstrip()


def source(path):
    """A block of Markdown with the code at a dotted path."""
    return f"```python\n{code_of(path)}\n```"


def computed(name):
    """The Markdown that a function of ``computed.py`` or a file beside it returns."""
    file, _, function = name.rpartition(".")
    functions = importlib.import_module(file or "computed")
    if function not in functions.__all__:
        raise ValueError(
            f"computed must name one of {', '.join(functions.__all__)}; got {name}."
        )
    return getattr(functions, function)()


def names(path):
    """The public names of a module: a list for our site, a table for others."""
    module = pkgutil.resolve_name(path)
    listed = "\n".join(f"   {name}" for name in module.__all__)
    rows = "\n".join(row_of(name, getattr(module, name)) for name in module.__all__)
    return f"""\
<!-- site
```{{eval-rst}}
.. currentmodule:: {path}

.. autosummary::
   :toctree: generated/

{listed}
```
-->

| Name | What it is |
|---|---|
{rows}"""


def row_of(name, thing):
    """The name, with a link to its file, and the first line of its docstring."""
    file = Path(inspect.getsourcefile(inspect.unwrap(thing))).relative_to(PACKAGE)
    summary = inspect.getdoc(thing).splitlines()[0]
    return f"| [`{name}`](../{file.as_posix()}) | {summary} |"


WRITERS = {"source": source, "computed": computed, "names": names}


def refreshed(text):
    """A page as it should be: the same text with every part between comments new."""

    def write(part):
        content = WRITERS[part["kind"]](part["name"]).strip("\n")
        opening = f"<!-- {part['kind']}: {part['name']} -->"
        return f"{opening}\n\n{content}\n\n<!-- end -->"

    whole = sum(2 for _ in PART.finditer(text))
    comments = COMMENT.findall(text)
    if len(comments) != whole:
        raise ValueError(
            "each '<!-- source: NAME -->' or '<!-- computed: NAME -->' needs one "
            f"'<!-- end -->' after it, each on its own line; got {comments}."
        )
    return PART.sub(write, text)


def pages(folder=HERE):
    """The Markdown pages of a folder and of those in it, but not what a build left."""
    return [
        path
        for path in sorted(folder.rglob("*.md"))
        if not {"_build", "generated"} & set(path.relative_to(folder).parts)
    ]


def refresh(folder=HERE, *, write=True):
    """Refresh all pages of a folder; the paths of those that were not up to date."""
    stale = []
    for path in pages(folder):
        text = path.read_text(encoding="utf-8")
        try:
            new = refreshed(text)
        except (ValueError, ImportError, AttributeError) as error:
            raise ValueError(f"{path}: {error}") from error
        if new != text:
            stale.append(path)
            if write:
                path.write_text(new, encoding="utf-8", newline="\n")
    return stale


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing")
    options = parser.parse_args()
    stale = refresh(write=not options.check)
    for path in stale:
        print(f"{'stale' if options.check else 'refreshed'}: {path}")
    sys.exit(bool(stale) and options.check)


if __name__ == "__main__":
    main()
