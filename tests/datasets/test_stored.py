"""A file from a stranger is read within itself and within a stated size."""

import os
import subprocess
import sys
import zlib

import h5py
import numpy as np
import pytest

from skscratch.datasets import load_image_hdf5
from skscratch.datasets.image_set import MAX_BYTES

SHAPE = (2, 8, 8, 3)
ARRAYS = {
    "test_set_x": np.full(SHAPE, 7, np.uint8),
    "test_set_y": np.array([0, 1]),
    "list_classes": np.array([b"dog", b"cat"]),
}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "gift.h5"


@pytest.fixture
def put(path):
    """A function that writes a good file in which `make` has made the array `key`."""

    def put(key, make):
        with h5py.File(path, "w") as file:
            for name, value in ARRAYS.items():
                if name == key:
                    make(file, key)
                else:
                    file[name] = value
        return path

    return put


def virtual(source, key, maxshape=None):
    def make(file, name):
        value = ARRAYS[name]
        layout = h5py.VirtualLayout(value.shape, value.dtype, maxshape=maxshape)
        there = h5py.VirtualSource(str(source), key, value.shape, maxshape=maxshape)
        layout[...] = there
        file.create_virtual_dataset(name, layout)

    return make


def external(source):
    def make(file, name):
        value = ARRAYS[name]
        file.create_dataset(
            name, value.shape, value.dtype, external=[(str(source), 0, value.nbytes)]
        )

    return make


def link(value):
    return lambda file, name: file.__setitem__(name, value)


@pytest.mark.parametrize("key", ARRAYS)
@pytest.mark.parametrize("kind", ["file", "pipe", "nothing"])
@pytest.mark.parametrize(
    ("way", "word"),
    [
        ("external storage", "external storage"),
        ("virtual", "virtual dataset"),
        ("external link", "link to elsewhere"),
        ("soft link", "link to elsewhere"),
    ],
)
def test_no_array_comes_from_another_file(
    put, tmp_path, make_pipe, key, kind, way, word
):
    other = tmp_path / "private.h5"
    if kind == "pipe":
        make_pipe(other)  # opening it would wait for ever
    elif kind == "file":
        with h5py.File(other, "w") as file:
            file["secret"] = ARRAYS[key]

    def soft(file, name):
        file["way out"] = h5py.ExternalLink(str(other), "/secret")
        file[name] = h5py.SoftLink("/way out")

    make = {
        "external storage": external(other),
        "virtual": virtual(other, "secret"),
        "external link": link(h5py.ExternalLink(str(other), "/secret")),
        "soft link": soft,
    }[way]
    with pytest.raises(ValueError, match=f"{key} in .* stored in the file.*{word}"):
        load_image_hdf5(put(key, make))


@pytest.mark.parametrize("kind", ["external", "soft"])
def test_no_group_leads_to_another_file(path, tmp_path, make_pipe, kind):
    make_pipe(tmp_path / "pipe")  # opening it would wait for ever
    with h5py.File(path, "w") as file:
        group = file.create_group("a")
        group["y"] = ARRAYS["test_set_y"]
        group["out"] = h5py.ExternalLink(str(tmp_path / "pipe"), "/")
        group["soft"] = h5py.SoftLink("/a/out")
    key = "a/out/x" if kind == "external" else "a/soft/x"
    with pytest.raises(ValueError, match=f"{key} in .* stored in the file itself"):
        load_image_hdf5(path, images_key=key, target_key="a/y")


def test_a_virtual_array_that_may_grow_is_not_followed(put, tmp_path, make_pipe):
    make_pipe(tmp_path / "pipe")
    make = virtual(tmp_path / "pipe", "x", maxshape=(None, 8, 8, 3))
    with pytest.raises(ValueError, match="virtual dataset"):
        load_image_hdf5(put("test_set_x", make))


def test_what_else_the_file_holds_is_not_looked_at(put, tmp_path, make_pipe):
    make_pipe(tmp_path / "pipe")

    def make(file, name):
        file[name] = ARRAYS[name]
        file["another"] = h5py.ExternalLink(str(tmp_path / "pipe"), "/x")

    assert (load_image_hdf5(put("test_set_y", make)).images == 7).all()


@pytest.mark.parametrize("kind", ["pipe", "folder", "device"])
def test_a_path_that_is_no_file_is_refused_at_once(tmp_path, make_pipe, kind):
    path = {"device": "/dev/zero"}.get(kind, tmp_path / kind)
    if kind == "pipe":
        make_pipe(path)
    elif kind == "folder":
        path.mkdir()
    with pytest.raises(FileNotFoundError, match="is not a file"):
        load_image_hdf5(path)


@pytest.mark.parametrize("key", ARRAYS)
@pytest.mark.parametrize("how", ["one piece", "chunks", "some chunks", "gzip"])
def test_what_was_never_written_is_damage(put, key, how):
    def make(file, name):
        value = ARRAYS[name]
        chunks = None if how == "one piece" else (1, *value.shape[1:])
        packing = "gzip" if how == "gzip" else None
        array = file.create_dataset(
            name, value.shape, value.dtype, chunks=chunks, compression=packing
        )
        if how == "some chunks":
            array[1] = value[1]

    with pytest.raises(OSError, match=f"damaged.*{key} in .* never written"):
        load_image_hdf5(put(key, make))


@pytest.mark.parametrize("key", ARRAYS)
def test_a_group_or_an_empty_array_is_named(put, key):
    with pytest.raises(ValueError, match=f"{key} in .* must be an array; got Group"):
        load_image_hdf5(put(key, lambda file, name: file.create_group(name)))
    with pytest.raises(ValueError, match=f"{key} in .* declared to be empty"):
        load_image_hdf5(put(key, link(h5py.Empty("u1"))))


ODD = [
    ("test_set_x", np.array([b"pixels"] * 2), "uint8 pixels"),
    ("test_set_x", np.zeros(SHAPE, [("r", "u1")]), "uint8 pixels"),
    ("test_set_x", np.uint8(1), r"must have shape .*got \(\)"),
    ("test_set_y", np.array([b"0", b"1"]), "must hold integers"),
    ("test_set_y", np.array([False, True]), "must hold integers"),
    ("test_set_y", np.array([2**64 - 1, 0], np.uint64), r"lie in 0\.\.1"),
    ("list_classes", np.array([[b"dog", b"cat"]]), "must be a list of strings"),
    ("list_classes", np.array([0.5, 1.5]), "must be a list of strings"),
    ("list_classes", np.array([b"dog"] * (2**19)), "1 to 1048576 names"),
]


@pytest.mark.parametrize(("key", "value", "message"), ODD)
def test_an_array_of_another_kind_is_named(put, key, value, message):
    with pytest.raises(ValueError, match=f"{key} in .*{message}"):
        load_image_hdf5(put(key, link(value)))


def test_lists_of_any_length_are_no_labels(put):
    def make(file, name):
        array = file.create_dataset(name, (2,), h5py.vlen_dtype(np.int64))
        array[:] = [[0], [1]]

    with pytest.raises(ValueError, match="test_set_y in .* must hold integers"):
        load_image_hdf5(put("test_set_y", make))


@pytest.mark.parametrize(
    "options", [{}, {"chunks": (2,)}, {"chunks": (1,), "compression": "gzip"}]
)
def test_names_of_one_length_are_read_however_they_are_stored(put, options):
    path = put(
        "list_classes",
        lambda file, name: file.create_dataset(name, data=ARRAYS[name], **options),
    )
    assert load_image_hdf5(path).target_names.tolist() == ["dog", "cat"]


def test_names_of_any_length_are_read_behind_a_user_block(path):
    with h5py.File(path, "w", userblock_size=512) as file:
        for name, value in ARRAYS.items():
            file[name] = ["dog", "kitten"] if name == "list_classes" else value
    assert load_image_hdf5(path).target_names.tolist() == ["dog", "kitten"]


def test_names_of_any_length_in_chunks_are_refused(put):
    def make(file, name):
        text = h5py.string_dtype()
        file.create_dataset(name, data=["dog", "cat"], dtype=text, chunks=(1,))

    with pytest.raises(ValueError, match="strings of one length unless"):
        load_image_hdf5(put("list_classes", make))


def test_a_name_that_declares_gigabytes_is_refused(put):
    path = put("list_classes", lambda file, name: file.__setitem__(name, ["dog", "c"]))
    with h5py.File(path) as file:
        place = file["list_classes"].id.get_offset()
    content = bytearray(path.read_bytes())
    content[place : place + 4] = b"\xff\xff\xff\xff"
    path.write_bytes(content)
    with pytest.raises(
        ValueError, match="list_classes in .* the longest of 4294967295"
    ):
        load_image_hdf5(path)


def test_one_long_name_among_many_is_refused(put):
    names = ["dog"] * 5000 + ["c" * 5000]
    with pytest.raises(ValueError, match="got 5001, the longest of 5000"):
        load_image_hdf5(put("list_classes", link(names)))


@pytest.mark.parametrize("packing", ["gzip", "lzf"])
def test_honest_packing_is_read(put, packing):
    def make(file, name):
        noise = np.random.default_rng(0).integers(0, 256, SHAPE, dtype=np.uint8)
        file.create_dataset(
            name, data=noise, compression=packing, shuffle=True, fletcher32=True
        )

    assert load_image_hdf5(put("test_set_x", make)).images.std() > 50


def test_packing_of_other_kinds_is_refused(put):
    def make(file, name):
        file.create_dataset(name, data=ARRAYS[name], scaleoffset=0)

    with pytest.raises(ValueError, match="test_set_y in .* must be packed once"):
        load_image_hdf5(put("test_set_y", make))


def declared(shape, dtype, **options):
    def make(file, name):
        file.create_dataset(name, shape, dtype, **options)

    return make


TOO_LARGE = [
    ("test_set_x", declared((MAX_BYTES // 192 + 1, 8, 8, 3), "u1", chunks=True)),
    ("test_set_x", declared((2, 2**24, 8, 3), "u1", chunks=True)),
    (
        "test_set_x",
        declared(SHAPE, "u1", chunks=(2**30, 1, 1, 3), maxshape=(None,) * 4),
    ),
    ("test_set_y", declared((2**40,), "i8", chunks=True)),
    ("test_set_y", declared((2,), "i8", chunks=(2**28,), maxshape=(None,))),
    ("list_classes", declared((2**30,), "S3", chunks=True)),
    ("list_classes", declared((2,), "S400000000", chunks=(1,))),
]


@pytest.mark.parametrize(("key", "make"), TOO_LARGE)
def test_what_is_declared_is_bounded(put, key, make):
    with pytest.raises(ValueError, match=f"{key} in .* at most {MAX_BYTES} bytes"):
        load_image_hdf5(put(key, make))


def test_lengths_that_differ_are_seen_before_anything_is_read(put):
    make = declared((1000, 8, 8, 3), "u1", chunks=(1000, 8, 8, 3), compression="gzip")

    def broken(file, name):
        make(file, name)
        file[name].id.write_direct_chunk((0, 0, 0, 0), b"this is not gzip")

    with pytest.raises(ValueError, match="same length; got 1000 images and"):
        load_image_hdf5(put("test_set_x", broken))


def gzip_bomb(file, name, skip_shuffle):
    """One chunk whose content unpacks to 512 MiB instead of the 384 bytes declared."""
    options = {"compression": "gzip", "chunks": SHAPE, "shuffle": skip_shuffle}
    array = file.create_dataset(name, SHAPE, "u1", **options)
    squeeze = zlib.compressobj(9)
    packed = b"".join(squeeze.compress(bytes(2**24)) for _ in range(32))
    mask = 1 if skip_shuffle else 0
    array.id.write_direct_chunk((0,) * 4, packed + squeeze.flush(), mask)


@pytest.mark.parametrize("skip_shuffle", [False, True])
def test_a_chunk_that_unpacks_to_gigabytes_costs_no_memory(
    put, skip_shuffle, peak_code
):
    resource = pytest.importorskip("resource")
    path = put("test_set_x", lambda file, name: gzip_bomb(file, name, skip_shuffle))
    code = peak_code + (
        "import sys; from skscratch.datasets import load_image_hdf5\n"
        "before = peak()\n"
        "try: load_image_hdf5(sys.argv[1])\n"
        "except ValueError as error: print(error)\n"
        "print(peak() - before)"
    )
    bound = 2**31 + 2**30  # of address space, so that a failure does no harm
    finished = subprocess.run(
        [sys.executable, "-c", code, path],
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (bound, bound)),
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
    )
    message, kilobytes = finished.stdout.splitlines()
    assert "must unpack to the size that it declares" in message
    assert int(kilobytes) < 100_000


def test_a_large_chunk_that_keeps_its_word_is_read(path):
    # Poorly packed noise and so a stored chunk that might become a bomb.
    noise = np.random.default_rng(0).integers(0, 128, (4000, 8, 8, 3), dtype=np.uint8)
    with h5py.File(path, "w") as file:
        file.create_dataset(
            "test_set_x",
            data=noise,
            compression="gzip",
            chunks=noise.shape,
            fletcher32=True,
        )
        file["test_set_y"] = np.arange(4000) % 2
        file["list_classes"] = ARRAYS["list_classes"]
        assert file["test_set_x"].id.get_storage_size() * 1032 > MAX_BYTES
    np.testing.assert_array_equal(load_image_hdf5(path).images, noise)
