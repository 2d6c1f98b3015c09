"""The gallery of claims: how ``examples/plot_*.py`` become pages.

sphinx-gallery runs each of these scripts, and makes of it a page with what it printed
and drew, a notebook, and small pictures on the pages of the names that it uses. Other
scripts of ``examples/`` stay scripts. A claim comes where the course makes it: by the
first of its pages that the script refers to.
"""

import re
import warnings
from contextlib import ExitStack
from pathlib import Path

# sphinx-gallery looks up what a script imports, also of one that it does not run
from sklearn.experimental import enable_halving_search_cv  # noqa: F401

__all__ = ["CONFIG", "LessonSortKey", "forget_old_pages", "strict_warnings"]

LESSON = re.compile(r"/course/(\w+)")
RUNNING = ExitStack()


class LessonSortKey:
    """Where an example stands: by the page of the course that makes its claim.

    Parameters
    ----------
    src_dir : str
        The folder of the examples.
    """

    def __init__(self, src_dir):
        self.src_dir = Path(src_dir)

    def __call__(self, filename):
        """The page's name and the file's; what refers to no page stands last."""
        text = (self.src_dir / filename).read_text(encoding="utf-8")
        lesson = LESSON.search(text)
        return (lesson[1] if lesson else "~", str(filename))


def strict_warnings(gallery_conf, fname, when):
    """Turn warnings into errors while an example runs; as sphinx-gallery calls it."""
    RUNNING.close()
    if when == "before" and fname is not None:
        RUNNING.enter_context(warnings.catch_warnings())
        warnings.simplefilter("error")


def forget_old_pages(examples, gallery):
    """Remove the pages of examples that are gone, which would fail the build."""
    for page in gallery.glob("plot_*.*"):
        if not (examples / page.name.split(".")[0]).with_suffix(".py").is_file():
            page.unlink()


CONFIG = {
    "examples_dirs": "../examples",
    "gallery_dirs": "gallery",
    "filename_pattern": r"[\\/]plot_\w+\.py$",
    "ignore_pattern": r"(^|[\\/])(?!plot_)\w+\.py$",
    "within_subsection_order": "claims.LessonSortKey",
    "minigallery_sort_order": None,
    # Links both ways: from names in the code to their pages, and back
    "doc_module": ("skscratch",),
    "backreferences_dir": "generated/examples",
    "reset_modules": ("matplotlib", "claims.strict_warnings"),
    "reset_modules_order": "both",
    "capture_repr": ("_repr_html_",),
    "remove_config_comments": True,
    "show_signature": False,
    "write_computation_times": False,
}
