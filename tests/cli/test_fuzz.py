"""Tables that strangers send: a right answer or one line, and nothing else."""

import numpy as np
import pytest

ERRORS = ("error: ", "warning: ")


def mutated(content, rng):
    """A file with bytes flipped, cut, repeated or put in."""
    content = bytearray(content)
    for _ in range(rng.integers(1, 6)):
        kind, at = rng.integers(5), int(rng.integers(len(content)))
        if kind == 0:
            content[at] = rng.integers(256)
        elif kind == 1:
            content = content[: max(at, 1)]
        elif kind == 2:
            content[at:at] = content[at // 2 : at]
        elif kind == 3:
            words = (b'"', b"\0", b"\r", b",,,,", b"1e999", b"nan", b"\xff", b"=1+1")
            content[at:at] = words[rng.integers(len(words))]
        else:
            content[at:at] = b"9" * int(rng.integers(1, 400))
    return bytes(content)


@pytest.mark.slow
@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_mutated_table_is_read_or_refused_in_one_line(form, frame, run, tmp_path):
    path = tmp_path / f"a.{form}"
    if form == "csv":
        frame[::4].to_csv(path, index=False)
    else:
        frame[::4].to_parquet(path)
    whole, rng = path.read_bytes(), np.random.default_rng(0)
    ended = set()
    for _ in range(60):
        path.write_bytes(mutated(whole, rng))
        status, out, err = run(
            *("train", path, "--target=kind", "--model=logistic"),
            *("--output", tmp_path / "a.skops"),
        )
        ended.add(status)
        assert status in (0, 2), err
        assert len([line for line in err.splitlines() if "error: " in line]) == (
            status == 2
        )
        assert all(any(word in line for word in ERRORS) for line in err.splitlines())
        assert {each.name for each in tmp_path.iterdir()} <= {path.name, "a.skops"}
    assert 2 in ended


@pytest.mark.slow
def test_a_mutated_table_is_answered_or_refused_in_one_line(
    frame, wine_model, run, tmp_path
):
    path = tmp_path / "a.csv"
    frame[::20].to_csv(path, index=False)
    whole, rng = path.read_bytes(), np.random.default_rng(1)
    for _ in range(60):
        path.write_bytes(mutated(whole, rng))
        status, _, err = run("predict", wine_model, path)
        assert status in (0, 2), err
        assert err.count("error: ") == (status == 2), err
