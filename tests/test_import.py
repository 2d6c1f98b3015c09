"""`import skscratch` is as light as importing scikit-learn's linear models."""

import json

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
