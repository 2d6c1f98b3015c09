"""All benchmarks, or those that are named: one table, saved as JSON and Markdown.

    python examples/benchmarks/run.py [NAME ...] [--output FOLDER] [--docs docs]

The output folder gets ``results.json``, ``results.md`` and the pictures after every
benchmark; results of others that it has from the same machine and versions are kept. So
a long run may be made in parts. ``--history`` names a file with a line for every run:
what takes a tenth longer than before on the same machine is said. ``--docs`` writes the
tables that ``docs/speed.md`` includes, that of the README beside the folder, the
pictures, and ``measured.json``, from which the build draws them again. Environment
variables such as ``OMP_NUM_THREADS`` and ``OPENBLAS_NUM_THREADS`` set the threads of
all.
"""

from argparse import ArgumentTypeError
from importlib import import_module
from pathlib import Path
from time import perf_counter

import headline
import history
import report
from timing import parse_arguments

NAMES = (
    "lesson_1",
    "lesson_2",
    "lesson_3",
    "wide_logistic",
    "logistic_shapes",
    "digits",
    "mini_batches",
    "search",
    "shared_search",
    "stacked_runs",
    "busy",
    "latency",
    "import_time",
    "picture_folder",
    "predict_pictures",
    "peak_memory",
    "sgd_classifier",
    "scaling",
    "crossover",
)

#: Between these a page has the tables.
BEGIN = "<!-- Written by examples/benchmarks/run.py --docs -->"
END = "<!-- End of what it writes -->"


def known(name):
    if name not in NAMES:
        raise ArgumentTypeError(f"must be one of {', '.join(NAMES)}; got {name}.")
    return name


def extend(parser):
    parser.add_argument(
        "names", nargs="*", metavar="NAME", type=known, help=", ".join(NAMES)
    )
    parser.add_argument("--output", type=Path, default=Path("benchmark-results"))
    parser.add_argument(
        "--history", type=Path, help="file of earlier times, to compare and to extend"
    )
    parser.add_argument("--docs", type=Path, help="folder of the documentation")


def draw(results, folder):
    """A picture for each benchmark with axes: its file name and its question."""
    drawn = {}
    for name in ("scaling", "crossover"):
        rows = [row for row in results if row["benchmark"] == name]
        if rows:
            from pictures import draw as draw_rows

            draw_rows(rows, folder / f"{name}.png")
            drawn[f"{name}.png"] = rows[0]["question"]
    return drawn


def main():
    options = parse_arguments(report.title(__doc__), extend)
    start, found = perf_counter(), report.machine()
    results, fresh = report.load(options.output, found), []
    print(f"Measured with {report.conditions(found)}.")
    for name in options.names or NAMES:
        benchmark = import_module(name)
        question = report.title(benchmark.__doc__)
        rows = report.measured(question, benchmark.measure, options)
        new = [{"benchmark": name} | row for row in rows]
        fresh += new
        results = [row for row in results if row["benchmark"] != name] + new
        results.sort(key=lambda row: NAMES.index(row["benchmark"]))
        report.save({"machine": found, "results": results}, options.output)
    draw(results, options.output)
    print(f"\n{(perf_counter() - start) / 60:.1f} minutes")
    if options.history:
        for slip in history.slips(found, fresh, options.history):
            print(f"Slower: {slip}")
        history.remember(found, fresh, options.history)
    if options.docs:
        images = options.docs / "images"
        images.mkdir(parents=True, exist_ok=True)
        pictures = {f"images/{name}": q for name, q in draw(results, images).items()}
        text = report.markdown({"machine": found, "results": results}, pictures)
        write_tables(text, options.docs / "speed.md")
        readme = options.docs.parent / "README.md"
        asks = readme.is_file() and BEGIN in readme.read_text(encoding="utf-8")
        if asks and (table := headline.table(results)):
            write_tables(table, readme)
        report.save_drawn({"machine": found, "results": results}, options.docs)


def write_tables(text, page):
    """Put the tables between the two comments of a page."""
    old = page.read_text(encoding="utf-8") if page.exists() else f"{BEGIN}\n{END}\n"
    before, _, rest = old.partition(BEGIN)
    new = f"{before}{BEGIN}\n\n{text.strip()}\n\n{END}{rest.partition(END)[2]}"
    page.write_text(new, encoding="utf-8")


if __name__ == "__main__":
    main()
