"""Folders of pictures and tables as a stranger has them, and models of them."""

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from sklearn.datasets import load_wine

from skscratch.cli import main
from skscratch.datasets import load_drawn_cats


@pytest.fixture(scope="session")
def pets(tmp_path_factory):
    """A folder of 60 JPEGs in two classes, with what systems leave behind."""
    folder = tmp_path_factory.mktemp("data") / "pets"
    cats = load_drawn_cats()
    for name, label in (("cat", 1), ("other thing", 0)):
        (folder / name).mkdir(parents=True)
        for index in np.flatnonzero(cats.target == label)[:30]:
            picture = Image.fromarray(cats.images[index]).resize((120, 90))
            picture.save(folder / name / f"{index}.jpg")
        (folder / name / "Thumbs.db").write_bytes(b"not a picture")
    return folder


@pytest.fixture(scope="session")
def wine(tmp_path_factory):
    """A table with numbers, words, gaps, names and a column that never changes."""
    frame = load_wine(as_frame=True).frame
    kinds = np.array(["barolo", "grignolino", "barbera"])
    frame["kind"] = kinds[frame.pop("target")]
    frame["hill"] = np.where(frame.ash > 2.3, "north", "south")
    frame.loc[::13, "hill"] = None
    frame.loc[::9, "ash"] = np.nan
    frame["bottle"] = [f"number {index}" for index in range(len(frame))]
    frame["country"] = "Italy"
    path = tmp_path_factory.mktemp("data") / "wine.csv"
    frame.to_csv(path, index=False)
    return path


@pytest.fixture(scope="session")
def pets_model(pets, tmp_path_factory):
    path = tmp_path_factory.mktemp("models") / "pets.skops"
    assert main(["train", f"{pets}", "--image-size=16", f"--output={path}"]) == 0
    return path


@pytest.fixture(scope="session")
def wine_model(wine, tmp_path_factory):
    path = tmp_path_factory.mktemp("models") / "wine.skops"
    assert main(["train", f"{wine}", "--target=kind", f"--output={path}"]) == 0
    return path


@pytest.fixture
def frame(wine):
    return pd.read_csv(wine)


@pytest.fixture
def run(capsys):
    """A function that runs the command: its status, and what it printed where."""

    def command(*arguments):
        try:
            status = main([str(each) for each in arguments])
        except SystemExit as ended:
            status = ended.code
        said = capsys.readouterr()
        return status, said.out, said.err

    return command


@pytest.fixture
def refused(run):
    """A function that runs the command, which must end with status 2 and one line."""

    def line(*arguments):
        status, _, err = run(*arguments)
        assert status == 2
        last = err.splitlines()[-1]
        assert "error: " in last and "Traceback" not in err
        return last.partition("error: ")[2]

    return line
