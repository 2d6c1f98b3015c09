"""Data: the flower, spirals and xor, image sets in HDF5, folders and photographs."""

from skscratch.datasets.cat_vs_noncat import fetch_cat_vs_noncat
from skscratch.datasets.drawn_cats import load_drawn_cats
from skscratch.datasets.flower import make_flower
from skscratch.datasets.folder import load_image_folder
from skscratch.datasets.hdf5 import load_image_hdf5, save_image_hdf5
from skscratch.datasets.hdf5_pair import open_hdf5
from skscratch.datasets.photo import load_image
from skscratch.datasets.predictions import save_predictions
from skscratch.datasets.spirals import make_spirals
from skscratch.datasets.xor import make_xor
from skscratch.training.on_disk import OnDisk

__all__ = [
    "OnDisk",
    "fetch_cat_vs_noncat",
    "load_drawn_cats",
    "load_image",
    "load_image_folder",
    "load_image_hdf5",
    "make_flower",
    "make_spirals",
    "make_xor",
    "open_hdf5",
    "save_image_hdf5",
    "save_predictions",
]
