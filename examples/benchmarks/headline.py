"""README's table: what it names of the benchmarks, from their rows."""

#: A line of the table: its benchmark, and which of the benchmark's cases it is.
LINES = {
    "lesson 1 on the photographs": ("lesson_1", 0),
    "lesson 2, four units on the flower": ("lesson_2", 0),
    "lesson 3 on the photographs": ("lesson_3", 0),
    "the digits, 100 units, batches of 32, float32": ("digits", 0),
    "784-256-128-10, batches of 200, float32": ("mini_batches", 1),
    "a search over 30 candidates, each with its defaults": ("search", 1),
    "`predict_proba` of one row": ("latency", 0),
    "wide logistic regression on the photographs": ("wide_logistic", 0),
}


def table(rows):
    """Markdown with the times of the others by ours; nothing where lines are missing.

    The column of PyTorch has the better of its default threads and a single one; what
    another setting of a competitor took is in brackets.
    """
    lines = ["| | `MLPClassifier` | PyTorch | others |", "|---|---|---|---|"]
    for label, (benchmark, position) in LINES.items():
        cases = {}
        for row in rows:
            if row["benchmark"] == benchmark:
                cases.setdefault(row["case"], {})[row["competitor"]] = row["ratio"]
        if len(cases) <= position:
            return ""
        ratios = list(cases.values())[position]
        torch = [ratios[n] for n in ("PyTorch", "PyTorch, 1 thread") if n in ratios]
        cells = (
            cell(ratios.get("MLPClassifier"), ratios, "MLPClassifier, shuffling"),
            cell(min(torch, default=None), ratios, "PyTorch, fused Adam"),
            ", ".join(
                f"{name.partition(', ')[2]} {short(ratio)}"
                for name, ratio in ratios.items()
                if name.startswith("LogisticRegression, ")
            ),
        )
        lines.append(f"| {label} | {' | '.join(cells)} |")
    return "\n".join(lines)


def cell(ratio, ratios, other):
    """A competitor's ratio and, in brackets, that of its other setting."""
    if ratio is None:
        return ""
    setting = other.partition(", ")[2]
    more = f" ({setting} {short(ratios[other])})" if other in ratios else ""
    return f"{short(ratio)}{more}"


def short(ratio):
    """Two digits, or all that stand before the point."""
    return f"{ratio:.0f}" if ratio >= 10 else f"{ratio:.2g}"
