"""`import skscratch` is light, and what it offers is at hand."""

import json
import re
from pathlib import Path

import pytest

import skscratch
from skscratch import DeepNNClassifier

PACKAGE = Path(skscratch.__file__).parent
API = Path(__file__).parents[1] / "docs" / "api.md"
HEAVY = {"PIL", "bokeh", "h5py", "matplotlib", "onnx", "rich", "skl2onnx", "skops"}


def loaded_by(run_python, module):
    code = f"import json, sys, {module}; print(json.dumps(sorted(sys.modules)))"
    return set(json.loads(run_python(code)))


def test_import_loads_no_heavy_library(run_python):
    # scikit-learn itself loads rich where it is installed: only what we add counts.
    added = loaded_by(run_python, "skscratch") - loaded_by(
        run_python, "sklearn.linear_model"
    )
    assert not HEAVY & {name.partition(".")[0] for name in added}


def test_import_loads_no_more_of_others_than_the_linear_models(run_python):
    ours = loaded_by(run_python, "skscratch")
    others = {name for name in ours if name.partition(".")[0] != "skscratch"}
    assert len(others) <= len(loaded_by(run_python, "sklearn.linear_model"))


def test_the_folders_of_the_api_page_need_no_import_of_their_own(run_python):
    folders = re.findall(
        r"^<!-- names: skscratch\.(\w+) -->", API.read_text("utf-8"), re.M
    )
    assert len(folders) > 3
    for folder in folders:
        code = f"import skscratch; print(*skscratch.{folder}.__all__)"
        assert run_python(code).split()


def test_an_editor_is_offered_public_names_only(run_python):
    code = "import skscratch; print(*dir(skscratch)); print(*skscratch.__all__)"
    offered, names = (line.split() for line in run_python(code).splitlines())
    assert set(names) <= set(offered)
    others = {name for name in offered if not name.startswith("__")} - set(names)
    assert {"datasets", "plotting"} <= others
    folders = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert others <= folders


def test_completion_finds_parameters_and_fitted_attributes():
    jedi = pytest.importorskip("jedi")  # what IPython and notebooks complete with
    code = (
        "from skscratch import DeepNNClassifier\nnetwork = DeepNNClassifier()\nnetwork."
    )
    found = {each.name for each in jedi.Script(code).complete()}
    assert {"fit", "alpha", "loss_curve_", "set_callbacks"} <= found
    names = {"DeepNNClassifier": DeepNNClassifier}
    (offered,) = jedi.Interpreter("DeepNNClassifier(hid", [names]).complete()
    assert offered.name == "hidden_layer_sizes="
