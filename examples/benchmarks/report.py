"""Rows of results as a table on the screen, as JSON and as Markdown."""

import json
import os
import platform
import warnings
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from sklearn.exceptions import ConvergenceWarning
from threadpoolctl import threadpool_info
from timing import parse_arguments

import skscratch

#: How the names of those begin that do the work of another library.
PEERS = (
    "MLPClassifier",
    "PyTorch",
    "LogisticRegression",
    "SGDClassifier",
    "sklearn",
    "Pillow",
    "import sklearn",
    "import torch",
)

PACKAGES = ("numpy", "scipy", "scikit-learn", "torch")


def machine():
    """What the figures depend on besides the code: processor, versions, threads."""
    found = {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
        "skscratch": skscratch.__version__,
    }
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "absent"
    # NumPy and SciPy may each bring a BLAS, and the list is in no order
    blas = [each for each in threadpool_info() if each["user_api"] == "blas"]
    names = {
        f"{each['internal_api']} {each['version']}"
        f" ({each.get('architecture', 'unknown')} kernels)"
        for each in blas
    }
    found["BLAS"] = " and ".join(sorted(names))
    found["threads"] = max((each["num_threads"] for each in blas), default=1)
    return found


def _processor():
    cpu = Path("/proc/cpuinfo")  # Linux; `platform` knows no more than the family
    lines = cpu.read_text().splitlines() if cpu.is_file() else []
    names = [line.split(":")[1].strip() for line in lines if "model name" in line]
    return names[0] if names else platform.processor() or platform.machine()


def title(doc):
    """The question that a benchmark answers: the first line of its docstring."""
    return doc.strip().splitlines()[0]


def measured(question, measure, options):
    """The rows of one benchmark, printed one by one while they come."""
    warnings.simplefilter("ignore", ConvergenceWarning)  # we say when to stop
    print(f"\n{question}")
    for row in measure(options):
        line = "  {:<50}{:<32}{:>10}{:>7}{:>9}  {}".format(*cells(row))
        print(line.rstrip(), flush=True)
        yield {"question": question} | row


def run_alone(doc, measure):
    """What a benchmark does when it is called as a script."""
    list(measured(title(doc), measure, parse_arguments(title(doc))))


def cells(row):
    """Case, competitor, value, spread, ratio and check of a row, as text."""
    check = f"{row['checked']} {row['check']:.7g}" if "check" in row else ""
    value, unit = row["value"], row["unit"]
    spread = ""
    if "fastest" in row:
        spread = f"{(row['slowest'] - row['fastest']) / value:.0%}"
    if unit == "seconds":
        scale, unit = next(
            pair
            for pair in ((1, "s"), (1e-3, "ms"), (1e-6, "µs"))
            if value >= pair[0] or pair[0] == 1e-6
        )
        value /= scale
    value = f"{value:.0f}" if value >= 100 else f"{value:.3g}"
    return (
        row["case"],
        row["competitor"],
        f"{value} {unit}",
        spread,
        f"{row['ratio']:.2f}",
        check,
    )


HEADER = ("case", "who", "median", "spread", "ratio", "result")


def tables(rows):
    """Question and rows of cells; what is drawn against an axis is left to pictures."""
    questions = {}
    for row in rows:
        if "axis" not in row:
            questions.setdefault(row["question"], []).append(cells(row))
    return questions.items()


def beside(row):
    """What else the machine had to do: ", busy" or nothing."""
    return ", busy" if row["competitor"].endswith(", busy") else ""


def behind(rows):
    """The competitors that took less than we did, the fastest by our time first."""
    ours, found = {}, []
    for row in rows:
        if "axis" not in row:
            work = row["question"], row["case"], beside(row)
            of_ours = ours.setdefault(work, row["ratio"])  # the first row is ours
            share = row["ratio"] / of_ours
            if row["competitor"].startswith(PEERS) and share < 1:
                found.append((share, f"{row['case']}: {row['competitor']}"))
    for share, who in sorted(found):
        yield f"{who}, {share:.2f} of our time"


def conditions(found):
    return ", ".join(f"{name} {value}" for name, value in found.items())


def markdown(report, pictures=None):
    """The report as part of a Markdown page: a heading for each question."""
    lines = [f"Measured with {conditions(report['machine'])}."]
    lines += ["", "Where another one was faster than ours, the worst case first:", ""]
    lines += [f"- {line}" for line in behind(report["results"])]
    for question, table in tables(report["results"]):
        lines += ["", f"### {question}", "", "| " + " | ".join(HEADER) + " |"]
        lines += ["|---|---|--:|--:|--:|---|"]
        lines += ["| " + " | ".join(row) + " |" for row in table]
    for path, question in (pictures or {}).items():
        lines += ["", f"### {question}", "", f"![{question}]({path})"]
    return "\n".join(lines) + "\n"


def save(report, folder):
    """Write ``results.json`` and ``results.md``."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(report, indent=1, ensure_ascii=False)
    (folder / "results.json").write_text(text + "\n", encoding="utf-8")
    page = f"# Benchmarks\n\n{markdown(report)}"
    (folder / "results.md").write_text(page, encoding="utf-8")


DRAWN = ("benchmark", "question", "axis", "x", "competitor", "value")


def save_drawn(report, folder):
    """Write ``measured.json``: what the pictures are drawn from, a row a line."""
    rows = (
        {key: row[key] for key in DRAWN} | {"value": float(f"{row['value']:.4g}")}
        for row in report["results"]
        if "axis" in row
    )
    lines = ",\n".join(f"  {json.dumps(row, ensure_ascii=False)}" for row in rows)
    machine = json.dumps(report["machine"], ensure_ascii=False)
    text = f'{{\n "machine": {machine},\n "results": [\n{lines}\n ]\n}}\n'
    (folder / "measured.json").write_text(text, encoding="utf-8")


def load(folder, found):
    """The rows of an earlier run into this folder under the same conditions."""
    path = folder / "results.json"
    earlier = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return earlier["results"] if earlier.get("machine") == found else []
