"""The code that the playground shows, run by itself, makes the playground's network."""

import json

import numpy as np
import pytest

from skscratch.playground.choices import Choices
from skscratch.playground.experiment import Experiment
from skscratch.playground.points import MADE
from skscratch.playground.program import program
from skscratch.playground.table import read_table

AFTER = """
import json
print(json.dumps(network.predict_proba(X_test).tolist()))
"""
TABLE = "width,height,kind\n" + "".join(
    f'{i % 7 - 3},{1000 * (i % 5)},"{("a, b", "c")[i % 7 > i % 5]}"\n'
    for i in range(70)
)


def run(code, run_python):
    """What the code prints, and the probabilities that its network gives."""
    *printed, proba = run_python(code + AFTER).splitlines()
    return printed, np.array(json.loads(proba))


@pytest.mark.parametrize(
    ("choices", "pieces"),
    [
        ({}, (10, 3)),
        ({"data": "moons", "batch_norm": True, "dropout": 0.2}, (4, 4)),
        ({"data": "circles", "solver": "lbfgs"}, (3, 5)),
        ({"data": "spirals", "solver": "nesterov", "standardize": True}, (7,)),
        ({"data": "xor", "hidden_layer_sizes": (), "batch_size": None}, (6,)),
        ({"data": "xor", "hidden_layer_sizes": (5,), "seed": 9}, ()),
    ],
    ids=str,
)
def test_code_makes_the_network_of_the_experiment(choices, pieces, run_python):
    chosen = Choices(**choices)
    played = Experiment(chosen, MADE[chosen.data])
    for n_epochs in pieces:
        played.advance(n_epochs)
    printed, proba = run(program(played), run_python)
    np.testing.assert_array_equal(proba, played.network.predict_proba(played.X_test))
    train, test = played.scores()
    assert printed == [f"training: {train}", f"test: {test}"]


def test_code_reads_the_same_table(tmp_path, run_python):
    (tmp_path / "it's.csv").write_text(TABLE)
    played = Experiment(
        Choices(data="own", standardize=True), read_table(str(tmp_path / "it's.csv"))
    )
    played.advance(4)
    _, proba = run(program(played), run_python)
    np.testing.assert_array_equal(proba, played.network.predict_proba(played.X_test))
    assert sorted(played.network.classes_) == ["a, b", "c"]


def test_code_is_written_as_one_would_write_it(tmp_path):
    path = tmp_path / "points.csv"
    path.write_text(TABLE)
    for played in (
        Experiment(Choices(), MADE["flower"]),
        Experiment(Choices(standardize=True, solver="lbfgs"), read_table(str(path))),
    ):
        code = program(played)
        compile(code, "program", "exec")
        lines = [line for line in code.splitlines() if str(tmp_path) not in line]
        assert max(map(len, lines)) <= 88
        imports = [line for line in lines if line.startswith(("import", "from"))]
        assert imports == sorted(imports, key=lambda line: (line[0] != "i", line))
        assert lines[: len(imports)] == imports


def test_solvers_without_a_rate_are_given_none():
    code = program(Experiment(Choices(solver="lbfgs"), MADE["moons"]))
    assert "learning_rate" not in code and "batch_size" not in code
