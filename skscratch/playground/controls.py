"""The controls that choose the points, the network and how it is trained."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from skscratch.playground.choices import MOST_LAYERS, MOST_UNITS, OPTIONS, Choices

__all__ = ["Controls", "labelled_select", "selected"]

TITLES = {
    "data": "data",
    "activation": "activation",
    "initialization": "initial weights",
    "solver": "solver",
    "learning_rate": "learning rate",
    "batch_size": "batch size",
    "alpha": "L2 alpha",
    "dropout": "dropout",
}
SWITCHES = {"batch_norm": "batch norm", "standardize": "standardize features"}


#: Two selects beside each other are as wide as their column.
NARROW = "select { min-width: 0 } :host { min-width: 0 }"


class Controls:
    """Widgets of Bokeh, and the `Choices` that they stand for.

    Parameters
    ----------
    choices : Choices
        What they show first.
    data : sequence of str
        Names of the points to choose from.
    on_change : callable
        Called without arguments when something else is chosen.

    Attributes
    ----------
    column : bokeh layout
    seed : bokeh widget
        Stands by itself.
    """

    def __init__(
        self, choices: Choices, data: Sequence[str], on_change: Callable[[], None]
    ):
        from bokeh.models.widgets import Checkbox, Spinner

        self._options = {"data": tuple(data), **OPTIONS}
        self._selects = {
            name: labelled_select(name, title, self._options[name])
            for name, title in TITLES.items()
        }
        self._switches = {
            name: Checkbox(label=label, name=name) for name, label in SWITCHES.items()
        }
        self._n_layers = labelled_select(
            "n_layers", "hidden layers", range(MOST_LAYERS + 1)
        )
        self._units = [
            Spinner(
                title=f"units {layer}", low=1, high=MOST_UNITS, step=1, mode="int",
                name=f"units_{layer}", sizing_mode="stretch_width",
            )
            for layer in range(1, MOST_LAYERS + 1)
        ]  # fmt: skip
        self.seed = Spinner(
            title="seed", low=0, high=2**32 - 1, step=1, mode="int", name="seed",
            width=90,
        )  # fmt: skip
        self._show(choices)
        self.column = self._column()
        self._listen(on_change)

    def choices(self) -> Choices:
        """What is chosen."""
        n_layers = selected(self._n_layers, range(MOST_LAYERS + 1))
        chosen: dict[str, Any] = {
            name: selected(widget, self._options[name])
            for name, widget in self._selects.items()
        }
        chosen |= {name: widget.active for name, widget in self._switches.items()}
        return Choices(
            hidden_layer_sizes=tuple(_whole(each) for each in self._units[:n_layers]),
            seed=_whole(self.seed),
            **chosen,
        )

    def mark_unused(self, choices: Choices) -> None:
        """Let nobody choose what is not used, and show as many units as there are."""
        for name, widget in {**self._selects, **self._switches}.items():
            widget.disabled = name in choices.unused
        for layer, widget in enumerate(self._units):
            widget.visible = layer < len(choices.hidden_layer_sizes)

    def _column(self) -> Any:
        """All but the seed, one below the other, what is short side by side."""
        from bokeh.models import Column, Row

        select, switch = self._selects, self._switches
        rows = [
            [select["data"]],
            [switch["standardize"]],
            [self._n_layers],
            self._units[:2],
            self._units[2:],
            [select["activation"]],
            [select["initialization"]],
            [select["solver"]],
            [select["learning_rate"], select["batch_size"]],
            [select["alpha"], select["dropout"]],
            [switch["batch_norm"]],
        ]
        return Column(
            children=[Row(children=row, sizing_mode="stretch_width") for row in rows],
            sizing_mode="stretch_width",
            name="choices",
        )

    def _show(self, choices: Choices) -> None:
        sizes = choices.hidden_layer_sizes
        for name, widget in self._selects.items():
            widget.value = str(self._options[name].index(getattr(choices, name)))
        for name, widget in self._switches.items():
            widget.active = getattr(choices, name)
        for layer, widget in enumerate(self._units):
            widget.value = sizes[layer] if layer < len(sizes) else 4
        self._n_layers.value = str(len(sizes))
        self.seed.value = choices.seed
        self.mark_unused(choices)

    def _listen(self, on_change: Callable[[], None]) -> None:
        def changed(attribute: str, old: Any, new: Any) -> None:
            on_change()

        selects = [*self._selects.values(), self._n_layers, *self._units, self.seed]
        for widget in selects:
            widget.on_change("value", changed)
        for switch in self._switches.values():
            switch.on_change("active", changed)


def labelled_select(name: str, title: str, values: Sequence[Any]) -> Any:
    """A select whose value is the position of what is chosen among `values`."""
    from bokeh.models.widgets import Select

    options: list[Any] = [
        (str(place), _label(name, value)) for place, value in enumerate(values)
    ]
    return Select(
        title=title,
        name=name,
        options=options,
        value="0",
        sizing_mode="stretch_width",
        stylesheets=[NARROW],
    )


def selected(widget: Any, values: Sequence[Any]) -> Any:
    """What is chosen of `values`."""
    return values[int(widget.value)]


def _label(name: str, value: Any) -> str:
    if value is None:
        return "all"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _whole(spinner: Any) -> int:
    """The number in a spinner: the nearest that it allows to what was typed."""
    typed = spinner.low if spinner.value is None else spinner.value
    return int(min(max(typed, spinner.low), spinner.high))
