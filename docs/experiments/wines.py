"""The picture of the page on tables, drawn by the commands that it shows."""

import contextlib
import io
import os
import re
import tempfile
from pathlib import Path

from skscratch.cli import main

PAGE = Path(__file__).parents[1] / "table_in_five_minutes.md"


def wines_network(path: Path) -> None:
    """What ``skscratch plot`` draws of the network that the page trains."""
    table = re.findall(r"(?ms)^```python\n(.*?)^```$", PAGE.read_text("utf-8"))[0]
    here, target = os.getcwd(), path.absolute()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            exec(table, {})
            with contextlib.redirect_stdout(io.StringIO()):
                main("train wines.csv --target kind --output wines.skops".split())
                main("plot wines.skops network".split())
            target.write_bytes(Path("wines_network.png").read_bytes())
        finally:
            os.chdir(here)


PICTURES = {"wines_network.png": wines_network}
