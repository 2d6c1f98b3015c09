"""What a run of the lessons leaves to look at: `report.html`, one page alone."""

from __future__ import annotations

import struct
from html import escape
from pathlib import Path
from string import Template

from skscratch._files import write_whole
from skscratch.lessons.captions import Caption, captions
from skscratch.lessons.embedding import data_uri
from skscratch.lessons.experiment import Result, select
from skscratch.lessons.report import COLUMNS, row_of

NEXT_COMMAND = "skscratch lesson 2 --notebook lesson_2.ipynb"

_LESSONS = {
    1: "Lesson 1: one neuron",
    2: "Lesson 2: one hidden layer",
    3: "Lesson 3: many layers",
}
_DATA = {
    "photographs": "the lesson's own photographs of cats and other things, from the "
    "folder that was given",
    "drawn cats": "the drawn cats that come with the package; what is said of them "
    "says nothing about photographs",
}
_PAGE = Template("""\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Three lessons, reproduced ($data)</title>
<style>
:root { color-scheme: light; --ink: #1f2430; --soft: #5b6472; --rule: #dfe3ea;
  --tint: #f5f7fb; --mark: #0b6fb0; --warm: #a84b00; }
* { box-sizing: border-box; }
body { margin: 0; background: #fff; color: var(--ink);
  font: 17px/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial,
  sans-serif; overflow-wrap: break-word; }
main { max-width: 60rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
h1 { font-size: 2.1rem; line-height: 1.2; margin: 0 0 .6rem; letter-spacing: -.01em; }
h2 { font-size: 1.4rem; margin: 3.2rem 0 .8rem; }
h3 { font-size: 1.12rem; margin: 0; }
p { margin: .5rem 0; max-width: 44rem; }
.lead { font-size: 1.1rem; color: var(--soft); }
code { font: .92em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
  background: var(--tint); padding: .1em .35em; border-radius: 4px; }
.run { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr));
  gap: .75rem; margin: 1.6rem 0 1.2rem; }
.run div { background: var(--tint); border-radius: 8px; padding: .7rem .9rem; }
.run dt { color: var(--soft); font-size: .85rem; }
.run dd { margin: 0; font-weight: 600; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
caption { caption-side: bottom; text-align: left; color: var(--soft);
  font-size: .9rem; padding-top: .7rem; }
th, td { padding: .38rem .6rem; text-align: right; border-bottom: 1px solid var(--rule);
  white-space: nowrap; }
th:first-child, td:first-child, th:nth-child(2), td:nth-child(2) { text-align: left;
  white-space: normal; }
thead th { color: var(--soft); font-weight: 600; font-size: .9rem; }
tbody th { background: var(--tint); }
tr.own td { font-weight: 600; }
figure { margin: 0 0 2.6rem; }
figure img { display: block; max-width: 100%; height: auto; margin: .8rem 0; }
figcaption strong { color: var(--mark); }
.kind { display: inline-block; font-size: .8rem; font-weight: 600; color: var(--warm);
  border: 1px solid currentcolor; border-radius: 99px; padding: 0 .6em;
  margin-left: .5em; vertical-align: .12em; white-space: nowrap; }
.next { background: var(--tint); border-radius: 8px; padding: .4rem 1.2rem 1rem;
  margin-top: 3rem; }
.next h2 { margin-top: .8rem; }
.next li { margin: .4rem 0; }
@media (max-width: 42rem) {
  body { font-size: 16px; }
  h1 { font-size: 1.7rem; }
  .run { grid-template-columns: 1fr 1fr; }
  thead { display: none; }
  table, tbody, caption { display: block; }
  tr { display: grid; grid-template-columns: repeat(3, 1fr); gap: .1rem .6rem;
    padding: .6rem 0; border-bottom: 1px solid var(--rule); }
  th, td { border: 0; padding: 0; text-align: left; white-space: normal; }
  tbody th { padding: .2rem .5rem; grid-column: 1 / -1; }
  td:first-child { grid-column: 1 / -1; font-weight: 600; }
  td::before { content: attr(data-name) " "; display: block; color: var(--soft);
    font-size: .78rem; font-weight: 400; }
  td:first-child::before { display: none; }
}
@media print {
  body { font-size: 10.5pt; }
  main { padding: 0; max-width: none; }
  th, td { padding: .16rem .5rem; }
  h2 { margin-top: 1.6rem; }
  figure img { width: auto; max-height: 7cm; }
  figure, tr, .next { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  .run div, tbody th, .next { border: 1px solid var(--rule); }
}
</style>
</head>
<body>
<main>
<h1>Three lessons, reproduced</h1>
<p class="lead">From one neuron to a deep network: $models models beside the figures of
the textbook. All but the linear one of scikit-learn were trained from their first
weights by plain gradient descent.</p>
<dl class="run">
$settings
</dl>
<p>The images of lessons 1 and 3 are $source. The points of lesson 2, the flower, are
computed, the same ones as in the textbook.</p>
<h2>What came out</h2>
<table>
<caption>Accuracy in percent, on the samples that the model learnt from (train) and on
others (test; the flower has none). Bold: the lesson's own model. $textbook</caption>
<thead><tr>$headings</tr></thead>
$rows
</table>
<h2>What to look at</h2>
$figures
<section class="next">
<h2>What to do next</h2>
<ol>
<li>Write the backward pass yourself: <code>$command</code> writes lesson 2 as a Jupyter
notebook whose exercises check what you write.</li>
<li>Read the lessons: <code>skscratch lesson 1</code> says what one is about and
where it is; there are 0 to 5.</li>
$further
<li>Take pictures of your own: <code>skscratch lesson 5</code>.</li>
</ol>
</section>
</main>
</body>
</html>
""")
_TEXTBOOK = (
    "The textbook's figures, train / test, are those of its own photographs and of the "
    "flower."
)
_QUICK = (
    "<li>This was a quick run: <code>skscratch reproduce</code> trains to the end, and "
    "only then can the figures be held against the textbook.</li>"
)


def write_report_page(
    results: list[Result],
    pictures: list[Path],
    path: Path,
    *,
    quick: bool,
    seed: int | None,
) -> None:
    """Write the report of a run as one page that needs no other file.

    Parameters
    ----------
    results : list of Result
        What came of all experiments.
    pictures : list of Path
        The pictures that were drawn of them; they are put into the page.
    path : Path
        File to write; one that is there is replaced once the new one is whole.
    quick : bool
        Whether they ran a tenth of the iterations.
    seed : int or None
        The seed that was asked for; None for the lessons' own.
    """
    files = {picture.stem: picture for picture in pictures}
    data = results[0].experiment.data.name
    page = _PAGE.substitute(
        data=escape(data),
        models=len(results),
        source=escape(_DATA.get(data, data)),
        settings=_settings(results, quick=quick, seed=seed),
        textbook=_TEXTBOOK,
        headings="".join(f'<th scope="col">{name}</th>' for name in COLUMNS),
        rows="\n".join(_lesson_rows(results, lesson) for lesson in _LESSONS),
        figures="\n".join(
            _figure(caption, files[name], _kind(name, data))
            for name, caption in captions(results).items()
        ),
        command=NEXT_COMMAND,
        further=_QUICK if quick else "",
    )
    write_whole(path, page.encode())


def _settings(results: list[Result], *, quick: bool, seed: int | None) -> str:
    steps = [select(results, n, "lesson")[0].n_iter for n in _LESSONS]
    settings = {
        "Images": results[0].experiment.data.name,
        "Iterations": ", ".join(f"{n}" for n in steps[:-1]) + f" and {steps[-1]}",
        "Run": "quick: a tenth of the iterations" if quick else "full",
        "Seed": "the lessons' own" if seed is None else str(seed),
    }
    return "\n".join(
        f"<div><dt>{name}</dt><dd>{escape(value)}</dd></div>"
        for name, value in settings.items()
    )


def _lesson_rows(results: list[Result], lesson: int) -> str:
    """The rows of a lesson, under its name."""
    rows = []
    for result in results:
        if result.experiment.lesson == lesson:
            cells = "".join(
                f'<td data-name="{name}">{escape(cell)}</td>'
                for name, cell in zip(COLUMNS, row_of(result), strict=True)
            )
            own = ' class="own"' if result.experiment.role == "lesson" else ""
            rows.append(f"<tr{own}>{cells}</tr>")
    head = f'<th colspan="{len(COLUMNS)}" scope="rowgroup">{_LESSONS[lesson]}</th>'
    return "\n".join(["<tbody>", f"<tr>{head}</tr>", *rows, "</tbody>"])


def _kind(name: str, data: str) -> str:
    """What the data of a picture are."""
    both = {"cost_curves": f"{data}; flower", "decision_boundaries": "flower"}
    return both.get(name, data)


def _figure(caption: Caption, picture: Path, kind: str) -> str:
    width, height = (side // 2 for side in _size(picture))  # sharp on fine screens
    label = f'<span class="kind">{escape(kind)}</span>'
    return "\n".join(
        [
            "<figure>",
            f"<h3>{escape(caption.title)} {label}</h3>",
            f'<img alt="{escape(caption.alt)}" width="{width}" height="{height}"',
            f'src="{data_uri(picture)}">',
            "<figcaption>",
            f"<p><strong>Look at:</strong> {escape(caption.look)}</p>",
            f"<p><strong>What it shows:</strong> {escape(caption.shows)}</p>",
            "</figcaption>",
            "</figure>",
        ]
    )


def _size(picture: Path) -> tuple[int, int]:
    """Width and height in pixels, from where a PNG file has them."""
    width, height = struct.unpack(">II", picture.read_bytes()[16:24])
    return width, height
