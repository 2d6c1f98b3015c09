"""Images become rows in the way of training, or are refused in words."""

import io
import pickle
import tracemalloc

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from sklearn.base import clone
from sklearn.compose import ColumnTransformer
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline

from skscratch import ScratchLogisticRegression
from skscratch.datasets import load_drawn_cats, load_image, load_image_folder
from skscratch.plotting import WeightImageDisplay
from skscratch.preprocessing import ImageFlattener

SIZE = (5, 4)
SHAPES = {"colour": (6, *SIZE, 3), "grey": (6, *SIZE), "grey, an axis": (6, *SIZE, 1)}


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture(params=SHAPES)
def images(request, rng):
    return rng.integers(0, 256, SHAPES[request.param], dtype=np.uint8)


@pytest.fixture
def colour(rng):
    return rng.integers(0, 256, SHAPES["colour"], dtype=np.uint8)


@pytest.fixture
def files(tmp_path, colour):
    """Paths of six PNG files with the pixels of `colour`."""
    paths = [tmp_path / f"{index}.png" for index in range(len(colour))]
    for path, image in zip(paths, colour, strict=True):
        Image.fromarray(image).save(path)
    return paths


@pytest.mark.parametrize("dtype", [np.float64, np.float32, "float32"])
def test_bytes_become_numbers_between_0_and_1(images, dtype):
    rows = ImageFlattener(dtype=dtype).fit_transform(images)
    assert rows.dtype == dtype
    expected = images.reshape(6, -1) / np.asarray(255, dtype)
    np.testing.assert_array_equal(rows, expected.astype(dtype))


def test_rows_are_those_of_an_image_set():
    cats = load_drawn_cats(subset="test")
    rows = ImageFlattener().fit_transform(cats.images)
    np.testing.assert_array_equal(rows, cats.data)


@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.float16])
def test_floats_stay_as_they_are(images, dtype):
    scaled = (images / 255).astype(dtype)
    flattener = ImageFlattener().fit(scaled)
    rows = flattener.transform(scaled)
    assert rows.dtype == np.float64 and flattener.scale_ == 1
    np.testing.assert_array_equal(rows, scaled.reshape(6, -1))
    assert not np.shares_memory(rows, scaled)


def test_truth_values_are_black_and_white(images):
    rows = ImageFlattener().fit_transform(images > 127)
    np.testing.assert_array_equal(rows, images.reshape(6, -1) > 127)


def test_what_was_seen_is_remembered(images):
    flattener = ImageFlattener().fit(images)
    assert flattener.image_size_ == SIZE
    assert flattener.n_channels_ == (3 if images.shape[3:] == (3,) else 1)
    assert flattener.image_shape_ == images.shape[1:]
    assert flattener.scale_ == 255
    assert flattener.n_features_in_ == images[0].size


def test_back_to_images(images):
    flattener = ImageFlattener().fit(images)
    back = flattener.inverse_transform(flattener.transform(images))
    assert back.shape == images.shape
    np.testing.assert_array_equal(np.rint(back * 255), images)
    weights = np.arange(-images[0].size, images[0].size, dtype=np.float32)
    there = flattener.inverse_transform(weights.reshape(2, -1))
    assert there.dtype == np.float32 and there.min() == weights[0]


def test_rows_of_another_length_are_no_images(images):
    flattener = ImageFlattener().fit(images)
    with pytest.raises(
        ValueError, match=f"X must have {images[0].size} columns.*; got"
    ):
        flattener.inverse_transform(np.zeros((2, 7)))


def test_names_say_where_a_column_comes_from(images):
    flattener = ImageFlattener().fit(images)
    names = flattener.get_feature_names_out()
    assert len(set(names)) == len(names) == images[0].size
    lit = np.zeros_like(images)
    lit[0, 3, 2] = 255
    columns = np.flatnonzero(flattener.transform(lit)[0])
    expected = ["_red", "_green", "_blue"] if flattener.n_channels_ == 3 else [""]
    assert names[columns].tolist() == [f"row3_column2{colour}" for colour in expected]


def test_other_channels_are_numbered(rng):
    images = rng.integers(0, 256, (3, 2, 2, 2), dtype=np.uint8)
    names = ImageFlattener().fit(images).get_feature_names_out()
    assert names[:3].tolist() == [
        *("row0_column0_channel0", "row0_column0_channel1", "row0_column1_channel0")
    ]


def test_a_data_frame_comes_out_where_asked_for(images):
    flattener = ImageFlattener().set_output(transform="pandas")
    frame = flattener.fit_transform(images)
    assert list(frame.columns) == list(flattener.get_feature_names_out())
    back = flattener.inverse_transform(frame)
    np.testing.assert_array_equal(np.rint(back * 255), images)


def test_copies_do_the_same(images):
    flattener = ImageFlattener(resize="pad").fit(images)
    again = pickle.loads(pickle.dumps(flattener))
    np.testing.assert_array_equal(again.transform(images), flattener.transform(images))
    assert clone(flattener).get_params() == flattener.get_params()
    with pytest.raises(NotFittedError):
        clone(flattener).transform(images)


SOURCES = {
    "path": lambda path: path,
    "text": str,
    "bytes": lambda path: path.read_bytes(),
    "memory": lambda path: io.BytesIO(path.read_bytes()),
    "picture": lambda path: Image.open(path),
}
HOLDERS = {
    "list": list,
    "tuple": tuple,
    "array": lambda things: pd.Series(things, dtype=object).to_numpy(),
    "column": lambda things: pd.Series(things, dtype=object),
    "table": lambda things: pd.DataFrame({"file": pd.Series(things, dtype=object)}),
}


@pytest.mark.parametrize("kind", SOURCES)
@pytest.mark.parametrize("holder", HOLDERS)
def test_pictures_are_read(files, colour, kind, holder):
    pictures = HOLDERS[holder]([SOURCES[kind](path) for path in files])
    rows = ImageFlattener(SIZE).fit_transform(pictures)
    np.testing.assert_array_equal(rows, colour.reshape(6, -1) / 255)
    after_an_array = ImageFlattener().fit(colour)
    np.testing.assert_array_equal(after_an_array.transform(pictures), rows)


def test_text_of_numpy_and_pandas_is_paths(files, colour):
    for paths in (np.array(files, dtype=str), pd.Series(map(str, files), dtype="str")):
        rows = ImageFlattener(SIZE).fit_transform(paths)
        np.testing.assert_array_equal(rows, colour.reshape(6, -1) / 255)


@pytest.mark.parametrize("resize", ["squash", "crop", "pad"])
def test_pictures_are_brought_to_the_size_of_training(files, resize):
    wide = Image.radial_gradient("L").resize((300, 80))
    flattener = ImageFlattener((16, 24), resize=resize, dtype=np.float32).fit(files)
    expected = load_image(wide, image_size=(16, 24), resize=resize)
    np.testing.assert_array_equal(
        flattener.transform([wide]), expected.reshape(1, -1) / np.float32(255)
    )


def test_pictures_are_made_grey_for_what_learnt_grey(images, files):
    flattener = ImageFlattener().fit(images)
    if flattener.n_channels_ == 3:
        pytest.skip("it learnt colours")
    rows = flattener.transform(files)
    grey = [np.asarray(Image.open(path).convert("L")).ravel() for path in files]
    np.testing.assert_allclose(rows * 255, grey, atol=1)
    pictures = [Image.fromarray(np.squeeze(image)) for image in images]
    np.testing.assert_array_equal(
        flattener.transform(pictures), flattener.transform(images)
    )


def test_a_list_of_arrays_is_an_array(images):
    np.testing.assert_array_equal(
        ImageFlattener().fit_transform(list(images)),
        ImageFlattener().fit_transform(images),
    )


def test_all_pictures_that_cannot_be_read_are_named(files):
    files[1].write_text("a cat")
    files[4].unlink()
    flattener = ImageFlattener(SIZE).fit(files)
    with pytest.raises(ValueError, match=r"2 of 6 pictures.*1\.png must.*4\.png does"):
        flattener.transform(files)
    with pytest.raises(FileNotFoundError, match=r"4\.png does not exist"):
        flattener.transform(files[4:])
    content = files[1].read_bytes()
    with pytest.raises(ValueError, match="the picture at position 1 must be an image"):
        flattener.transform([files[0], content])


def test_threads_change_nothing(files):
    rows = [ImageFlattener(SIZE, n_jobs=n).fit_transform(files) for n in (None, 3)]
    np.testing.assert_array_equal(*rows)


@pytest.mark.parametrize("one", ["a.png", b"a", io.BytesIO(), Image.new("L", (4, 5))])
def test_a_picture_without_a_list_is_refused(colour, one):
    with pytest.raises(TypeError, match=r"X must be a sequence.*pass \[picture\]"):
        ImageFlattener(SIZE).fit(one)
    with pytest.raises(TypeError, match=r"X must be a sequence.*pass \[picture\]"):
        ImageFlattener().fit(colour).transform(one)


@pytest.mark.parametrize("nothing", [None, 7, iter("ab")])
def test_what_is_no_sequence_is_refused(nothing):
    with pytest.raises(TypeError, match="X must be a sequence of pictures or an array"):
        ImageFlattener(SIZE).fit(nothing)


def test_pictures_and_arrays_mixed_are_refused(files, colour):
    flattener = ImageFlattener(SIZE).fit(files)
    with pytest.raises(TypeError, match="position 1 must be a path.*got ndarray"):
        flattener.transform([files[0], colour[0]])


def bad_arrays():
    floats = np.linspace(0, 1, 120).reshape(2, *SIZE, 3)
    missing, infinite = floats.copy(), floats.copy()
    missing[0, 0, 0, 0], infinite[0, 0, 0, 0] = np.nan, np.inf
    return {
        "0..255 as floats": (floats * 255, "got float64 from 0 to 255.*X / 255"),
        "0..255 as integers": ((floats * 255).astype(int), "got int64.*astype"),
        "16 bits": ((floats * 65535).astype("u2"), "got uint16"),
        "below 0": (floats - 0.5, "from -0.5 to 0.5"),
        "nan": (missing, "from nan to nan"),
        "infinite": (infinite, "to inf"),
        "words": (np.full((2, 5, 4, 3), None), "got object"),
        "rows": (floats.reshape(2, -1), r"got \(2, 60\)\. Rows are flat already"),
        "no image": (floats[:0], r"none of them 0; got \(0, 5, 4, 3\)"),
        "no pixels": (floats[:, :0], "none of them 0"),
        "videos": (floats[np.newaxis], r"got \(1, 2, 5, 4, 3\)"),
        "empty": ([], r"got \(0,\)"),
        "channels first": (np.zeros((2, 3, 64, 64)), "channels last"),
        "several sizes": ([floats[0], floats[0][1:]], "images of one size"),
    }


@pytest.mark.parametrize("kind", bad_arrays())
def test_an_array_that_is_no_images_is_refused(kind, colour):
    X, words = bad_arrays()[kind]
    for refuse in (ImageFlattener().fit, ImageFlattener().fit(colour).transform):
        with pytest.raises(ValueError, match=f"X must h.*{words}") as raised:
            refuse(X)
        assert len(str(raised.value).splitlines()) == 1


def test_bytes_of_zeros_and_ones_are_refused_in_training(colour):
    with pytest.raises(ValueError, match="else all are black; got at most 1"):
        ImageFlattener().fit(colour // 128)
    black = ImageFlattener().fit(colour).transform(colour * 0)
    assert not black.any()


COLOUR = "5 x 4 pixels and 3 channels, as in training; got "
UNLIKE = {
    "other size": (lambda X: X[:, :4], f"{COLOUR}4 x 4 pixels"),
    "other channels": (lambda X: X[..., :2], f"{COLOUR}5 x 4 pixels and 2 channels"),
    "grey": (lambda X: X[..., 0], f"{COLOUR}5 x 4 pixels and 1 channel"),
    "one image": (lambda X: X[0], r"For a single image pass X\[np.newaxis\]"),
    "floats": (lambda X: X / 510, r"\(0-255\) as in training; got float64 up to 0.5"),
}


@pytest.mark.parametrize("kind", UNLIKE)
def test_what_is_unlike_training_is_refused_by_name(colour, kind):
    colour[0, 0, 0, 0] = 255
    change, words = UNLIKE[kind]
    with pytest.raises(ValueError, match=f"X must hold .*{words}"):
        ImageFlattener().fit(colour).transform(change(colour))


def test_bytes_are_refused_where_floats_were_learnt(colour):
    flattener = ImageFlattener().fit(colour / 255)
    with pytest.raises(
        ValueError, match=r"floats in \[0, 1\] as in training; got uint8"
    ):
        flattener.transform(colour)


def test_files_say_themselves_what_is_white(colour, files):
    rows = ImageFlattener().fit(colour / 255).transform(files)
    np.testing.assert_array_equal(rows, colour.reshape(6, -1) / 255)


def test_pictures_are_refused_where_other_channels_were_learnt(colour, files):
    flattener = ImageFlattener().fit(colour[..., :2])
    with pytest.raises(ValueError, match="array of images of 2 channels"):
        flattener.transform(files)


def test_a_size_is_needed_to_read(files):
    with pytest.raises(ValueError, match="image_size must be given to fit on pictures"):
        ImageFlattener().fit(files)


def test_arrays_are_not_resized(colour):
    with pytest.raises(ValueError, match=r"image_size=\(8, 8\); got \(5, 4\)"):
        ImageFlattener((8, 8)).fit(colour)
    assert ImageFlattener(list(SIZE)).fit(colour).image_size_ == SIZE


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        *(("image_size", each) for each in (64, (64, 0), "64")),
        ("resize", "stretch"),
        *(("dtype", each) for each in (np.uint8, "pixels")),
        ("n_jobs", 0),
    ],
)
def test_a_parameter_that_is_out_of_range_is_named(colour, parameter, value):
    with pytest.raises(ValueError, match=f"{parameter} must be"):
        ImageFlattener().set_params(**{parameter: value}).fit(colour)


@pytest.fixture
def neuron():
    return ScratchLogisticRegression(solver="newton", alpha=1.0)


def test_a_pipeline_reads_the_files_that_it_is_asked_about(tmp_path, neuron):
    cats = load_drawn_cats(subset="test")
    for index, (image, label) in enumerate(zip(cats.images, cats.target, strict=True)):
        path = tmp_path / cats.target_names[label] / f"{index}.png"
        path.parent.mkdir(exist_ok=True)
        Image.fromarray(image).save(path)
    folder = load_image_folder(tmp_path)
    model = make_pipeline(ImageFlattener(), neuron).fit(folder.images, folder.target)
    of_rows = clone(neuron).fit(folder.data, folder.target)
    expected = of_rows.predict_proba(folder.data)
    for asked in (folder.images, folder.filenames, list(folder.filenames)):
        np.testing.assert_allclose(model.predict_proba(asked), expected, rtol=1e-12)
    shape = model[0].image_shape_
    WeightImageDisplay.from_estimator(model[-1], image_shape=shape)


def test_searches_and_splits_take_images_and_paths(files, colour, neuron):
    y = [0, 1, 0, 1, 0, 1]
    model = make_pipeline(ImageFlattener(SIZE), neuron)
    of_images = cross_val_score(model, colour, y, cv=2)
    np.testing.assert_array_equal(cross_val_score(model, files, y, cv=2), of_images)
    grid = {"imageflattener__resize": ["pad", "crop"]}
    assert GridSearchCV(model, grid, cv=2).fit(files, y).best_score_ >= 0


def test_a_column_of_a_table_is_read(files, colour):
    table = pd.DataFrame({"file": [str(path) for path in files], "age": range(6)})
    for column in ("file", ["file"]):
        both = ColumnTransformer(
            [
                ("picture", ImageFlattener(SIZE), column),
                ("rest", "passthrough", ["age"]),
            ]
        )
        rows = both.fit_transform(table)
        np.testing.assert_array_equal(rows[:, :-1], colour.reshape(6, -1) / 255)


def test_nothing_but_the_rows_takes_memory(rng):
    images = rng.integers(0, 256, (50, 64, 64, 3), dtype=np.uint8)
    flattener = ImageFlattener(dtype=np.float32).fit(images)
    flattener.transform(images)
    tracemalloc.start()
    try:
        rows = flattener.transform(images)
        assert tracemalloc.get_traced_memory()[1] < 1.05 * rows.nbytes
    finally:
        tracemalloc.stop()
