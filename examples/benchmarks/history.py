"""What each case took before, so that a slip of a tenth shows."""

import json
from datetime import date

from report import PEERS, beside

#: Growth of our time, and of our time by a peer's, from which on it counts as a slip.
SLIP = 1.1


def times(results):
    """Of each case our seconds, and those of the first peer where there is one."""
    cases = {}
    for row in results:
        if row["unit"] == "seconds" and "axis" not in row:
            seconds = float(f"{row['value']:.4g}")
            key = f"{row['benchmark']}: {row['case']}{beside(row)}"
            known = cases.setdefault(key, [seconds])  # the first row is ours
            if len(known) == 1 and row["competitor"].startswith(PEERS):
                known.append(seconds)
    return cases


def slips(found, results, path):
    """Sentences about the cases that take longer than when they were last measured.

    A slow day of the machine is no slip: the first peer, measured in turn with us, must
    not have become slower by as much.
    """
    earlier = {}
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    for entry in map(json.loads, lines):
        if entry["machine"] == _hardware(found):
            earlier |= {key: (entry["date"], *pair) for key, pair in entry["s"].items()}
    for key, (ours, *peer) in times(results).items():
        if key in earlier:
            day, ours_before, *peer_before = earlier[key]
            growth = ours / ours_before
            of_peer = peer[0] / peer_before[0] if peer and peer_before else 1.0
            if min(growth, growth / of_peer) >= SLIP:
                yield f"{key}: {growth:.2f} times as long as on {day}"


def remember(found, results, path):
    """Add a line to the file: the day, the machine, and the times of each case."""
    line = {
        "date": date.today().isoformat(),
        "machine": _hardware(found),
        "versions": {name: found[name] for name in ("Python", "numpy", "skscratch")},
        "s": times(results),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")


def _hardware(found):
    return {name: found[name] for name in ("processor", "cores", "threads")}
