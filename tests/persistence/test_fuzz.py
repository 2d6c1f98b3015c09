"""A hundred and thirty mutated files: each is loaded rightly or refused in one line."""

import json
from pathlib import Path

import pytest

HERE = Path(__file__).parent
MODEL = HERE / "files" / "format_1_deep.skops"


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 5])
def test_mutated_files_are_loaded_rightly_or_refused(tmp_path, run_interpreter, seed):
    mark, folder = tmp_path / "mark", tmp_path / "files"
    folder.mkdir()
    (tmp_path / "planted.py").write_text(
        f"open({str(mark)!r}, 'w').close()\n"
        "class Planted:\n    pass\n"
        "def run(*args):\n    return args\n"
    )
    arguments = (str(MODEL), str(folder), str(seed))
    code = (
        f"import runpy, sys; sys.path.insert(0, {str(tmp_path)!r}); "
        f"sys.argv[1:] = {arguments!r}; "
        f"runpy.run_path({str(HERE / 'fuzz.py')!r}, run_name='__main__')"
    )
    before = sorted(path.name for path in tmp_path.iterdir())
    found = json.loads(run_interpreter("-c", code, cwd=tmp_path))
    assert found["wrong"] == []
    assert sum(found["endings"].values()) == 130
    refused = sum(n for how, n in found["endings"].items() if how.endswith("refused"))
    assert 80 < refused < 130  # the mutations bite, and not all of them matter
    assert found["peak"] < 10**9
    assert not mark.exists()  # nothing of `planted` was even imported
    assert sorted(path.name for path in tmp_path.iterdir()) == before
