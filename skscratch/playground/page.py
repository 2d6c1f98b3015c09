"""The page: what it shows, and what happens when something is pressed."""

from __future__ import annotations

import time
from html import escape
from typing import Any

from skscratch.playground.choices import Choices
from skscratch.playground.controls import Controls, labelled_select, selected
from skscratch.playground.diagram import Diagram
from skscratch.playground.experiment import Experiment
from skscratch.playground.plots import Answer, Curves, Norms, key
from skscratch.playground.points import MADE, Points
from skscratch.playground.program import program
from skscratch.playground.views import Views

__all__ = ["Page"]

#: Seconds from a frame to the next at least, and from one look at what is read, which
#: nobody reads thirty times a second, to the next.
FRAME, READING = 1 / 30, 0.25

#: Epochs that a frame may stand for.
SPEEDS = (1, 5, 20, 100)

#: What is told of weights that are finite, and too large to answer with.
OVERFLOW = (
    "The weights have become so large that the network overflows: lower learning_rate, "
    "then reset."
)

#: Says that a frame has arrived; a hidden page keeps the next one waiting.
ANSWER = """
const answer = () => { shown.data = {frame: [...sent.data.frame]} };
if (document.hidden)
  document.addEventListener("visibilitychange", answer, {once: true});
else
  answer();
"""

COPY = """
navigator.clipboard.writeText(code.text).then(
  () => { button.label = "Copied" }, () => { button.label = "Select and copy" });
setTimeout(() => { button.label = "Copy" }, 1500);
"""


class Page:
    """A document of Bokeh with an experiment of its own.

    A frame is sent when the one before has arrived: a slow browser sees fewer of them,
    and none waits in a queue.

    Parameters
    ----------
    document : bokeh Document
    own : dict of str to Points, default={}
        Points besides those that the playground makes, by the name to show.

    Attributes
    ----------
    playing : bool
    experiment : Experiment
    """

    def __init__(self, document: Any, own: dict[str, Points] | None = None):
        self.points = {**(own or {}), **MADE}
        first = Choices(data=next(iter(self.points)), standardize=bool(own))
        self.document, self.playing = document, False
        self.controls = Controls(first, tuple(self.points), self.restart)
        self.diagram, self.answer = Diagram(), Answer()
        self.curves, self.norms = Curves(), Norms()
        self._told = 0.0
        self._add_buttons()
        self._add_words()
        self._add_beat()
        self.diagram.nodes.selected.on_change("indices", self._clicked)
        for root in (
            *(self.controls.column, self.controls.seed, self.speed, *self.buttons),
            *(self.state, self.words, self.code, self.copy),
            *(self.unit_name, self.classes),
            *(self.diagram.figure, self.answer.figure),
            *(self.curves.figure, self.norms.figure),
        ):
            document.add_root(root)
        self.restart()

    def restart(self) -> None:
        """Begin anew with what is chosen now; go on playing if it does."""
        self.diagram.nodes.selected.indices = []
        choices = self.controls.choices()
        self.controls.mark_unused(choices)
        self.experiment = Experiment(choices, self.points[choices.data])
        if self.experiment.problem:
            self.pause()
        else:
            self.views = Views(self.experiment)
            self.diagram.show(self.views)
            self.answer.show(self.views)
            self.classes.text = key(self.experiment.network.classes_)
        self._show()

    def reset(self) -> None:
        """Stop, and begin anew."""
        self.pause()
        self.restart()

    def step(self) -> None:
        """Train for an epoch."""
        self.pause()
        self.experiment.advance(1)
        self._show()

    def toggle(self) -> None:
        """Begin to train, or stop."""
        if self.playing:
            self.pause()
            self._show()
        elif not self.experiment.is_over:
            self.playing = True
            self._label_play()
            self._frame()

    def pause(self) -> None:
        """Stop where it is."""
        self.playing = False
        self._label_play()

    def _frame(self) -> None:
        """Train and draw; what `_arrived` hears of it brings the next frame."""
        if not self.playing:
            return
        self._begun = time.monotonic()
        self.experiment.advance(selected(self.speed, SPEEDS))
        if self.experiment.is_over:
            self.pause()
        self._show(read=not self.playing or self._begun - self._told > READING)
        self._sent.data = {"frame": [self._sent.data["frame"][0] + 1]}

    def _arrived(self, attribute: str, old: Any, new: Any) -> None:
        """Send the next frame when it is time for it."""
        if self.playing and new["frame"] == self._sent.data["frame"]:
            left = FRAME - (time.monotonic() - self._begun)
            self.document.add_timeout_callback(self._frame, max(1, int(1000 * left)))

    def _show(self, read: bool = True) -> None:
        """Show the network as it is: what moves, and where wanted what is read."""
        try:
            if not self.experiment.problem:
                self._draw()
            if read:
                self._tell()
        except ValueError:  # of finite weights, but no prediction
            self.experiment.problem = OVERFLOW
            self.pause()
            self._tell()

    def _draw(self) -> None:
        """Show what moves: the network and its answer, or a unit of it."""
        chosen = self.diagram.chosen
        unit = self.views.unit(*chosen) if chosen else None
        self.diagram.refresh(self.views)
        self.answer.refresh(self.views, unit)
        self.unit_name.text = "Click a unit to see it large."
        if unit:
            name = escape(unit.name)
            self.unit_name.text = f"<b>{name}</b>. Click beside it for the answer."

    def _tell(self) -> None:
        """Show what is read: numbers, curves, words and code."""
        self._told = time.monotonic()
        if self.experiment.problem:
            self.state.text, self.code.text = "There is no network to show.", ""
            self._say((self.experiment.problem,))
            return
        train, test = self.experiment.scores()
        self.state.text = (
            f"epoch <b>{self.experiment.n_epochs}</b> · right: <b>{train:.1%}</b> of "
            f"the training, <b>{test:.1%}</b> of the test points"
        )
        self.code.text = program(self.experiment)
        self.curves.refresh(self.views)
        diagnosis = self.views.diagnosis()
        self.norms.refresh([row["gradient_norm"] for row in diagnosis.layers])
        self._say(diagnosis.findings)

    def _say(self, findings: tuple[str, ...]) -> None:
        sentences = findings or ("Nothing found.",)
        items = "".join(f"<li>{escape(each)}</li>" for each in sentences)
        self.words.text = f'<ul style="margin: 0; padding-left: 1.2em">{items}</ul>'

    def _clicked(self, attribute: str, old: Any, new: Any) -> None:
        self._show(read=False)

    def _label_play(self) -> None:
        self.play.label = "Pause" if self.playing else "Play"

    def _add_buttons(self) -> None:
        from bokeh.models.widgets import Button

        self.play, step, reset = self.buttons = [
            Button(label=label, name=name, width=86)
            for label, name in (
                ("Play", "play"),
                ("One epoch", "step"),
                ("Reset", "reset"),
            )
        ]
        self.play.button_type = "primary"
        self.play.on_click(self.toggle)
        step.on_click(self.step)
        reset.on_click(self.reset)
        self.speed = labelled_select("speed", "epochs a frame", SPEEDS)
        self.speed.update(sizing_mode=None, width=110)

    def _add_words(self) -> None:
        from bokeh.models import CustomJS
        from bokeh.models.widgets import Button, Div, PreText

        self.state, self.words, self.unit_name, self.classes = (
            Div(name=name, sizing_mode="stretch_width", margin=0)
            for name in ("state", "words", "unit_name", "classes")
        )
        self.classes.sizing_mode = None
        self.code = PreText(name="code", styles={"font-size": "11px"})
        self.copy = Button(label="Copy", name="copy", width=110)
        self.copy.js_on_event(
            "button_click",
            CustomJS(args={"code": self.code, "button": self.copy}, code=COPY),
        )

    def _add_beat(self) -> None:
        from bokeh.models import ColumnDataSource, CustomJS

        self._sent, shown = (
            ColumnDataSource({"frame": [0]}, name=name) for name in ("sent", "shown")
        )
        self._sent.js_on_change(
            "data", CustomJS(args={"sent": self._sent, "shown": shown}, code=ANSWER)
        )
        shown.on_change("data", self._arrived)
        self.state.tags = [self._sent]  # what no root refers to is not sent
