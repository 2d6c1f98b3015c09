"""A visitor of the playground: uses its controls by what one sees and presses."""

import json

#: Whether the page has been drawn and answers.
READY = """
window.Bokeh !== undefined && Bokeh.documents.length > 0 && Bokeh.documents[0].is_idle
"""


class Visitor:
    """Uses a page of the playground in a browser.

    Parameters
    ----------
    browser : chromium.Browser
    address : str
        Of the playground; a new page is opened.
    """

    def __init__(self, browser, address):
        self.browser = browser
        browser.open(address)
        browser.wait_for(READY)
        browser.wait_for(f"{self._model('code')}.text.length > 0")

    def value(self, name, path):
        """What a model of the page holds, by its name and a path such as ``.text``."""
        return self.browser.evaluate(f"{self._model(name)}{path}")

    def column(self, name, column):
        """The first entry of a column, an array, as a list."""
        array = f"{self._model(name)}.data.{column}[0]"
        return self.browser.evaluate(f"Array.from({array})")

    def press(self, name):
        """Click a button, in the middle."""
        x, y = self._box(name)
        self.browser.click(x, y)

    def choose(self, name, label):
        """Choose what a select calls so."""
        self._enter(
            name,
            f"""const wanted = [...input.options].find(
                  (each) => each.text === {json.dumps(str(label))});
                input.value = wanted.value""",
        )

    def type(self, name, number):
        """Type a number into a spinner."""
        self._enter(name, f"input.value = {json.dumps(str(number))}")

    def tick(self, name):
        """Click a checkbox."""
        self.browser.evaluate(
            f"{self._view(name)}.shadow_el.querySelector('input').click()"
        )

    def options(self, name):
        """What a select has to choose from, as one reads it."""
        return self.browser.evaluate(
            f"[...{self._view(name)}.input_el.options].map((each) => each.text)"
        )

    def wait_for(self, name, path, condition):
        """Wait until what a model holds, ``it``, meets a condition."""
        self.browser.wait_for(f"((it) => {condition})({self._model(name)}{path})")

    def wait_for_epoch(self, condition):
        """Wait until the epoch shown, ``it``, meets a condition."""
        epoch = f"+{self._model('state')}.text.match(/<b>(\\d+)/)[1]"
        self.browser.wait_for(f"((it) => {condition})({epoch})")

    def resting_epoch(self):
        """The epoch shown, once frames on their way have come."""
        epoch = None
        while epoch != (now := self.value("curves", ".data.epoch.at(-1)")):
            epoch = now
            self.browser.settle(1)
        return epoch

    def click_unit(self, index):
        """Click a map of the diagram, by its place among all."""
        place = f"""(() => {{
          const figure = {self._view("diagram")}, nodes = {self._model("nodes")}.data;
          const box = figure.canvas_view.el.getBoundingClientRect();
          const {{x_scale, y_scale}} = figure.frame;
          return [box.x + x_scale.compute(nodes.x[{index}]),
                  box.y + y_scale.compute(nodes.y[{index}])];
        }})()"""
        self.browser.click(*self.browser.evaluate(place))

    def _enter(self, name, change):
        self.browser.evaluate(
            f"""(() => {{
              const input = {self._view(name)}.input_el;
              {change};
              input.dispatchEvent(new Event("change", {{bubbles: true}}));
            }})()"""
        )

    def _box(self, name):
        return self.browser.evaluate(
            f"""(() => {{
              const element = {self._view(name)}.el;
              element.scrollIntoView({{block: "center"}});
              const box = element.getBoundingClientRect();
              return [box.x + box.width / 2, box.y + box.height / 2];
            }})()"""
        )

    def _model(self, name):
        return f"Bokeh.documents[0].get_model_by_name({json.dumps(name)})"

    def _view(self, name):
        return f"Bokeh.index.find_one({self._model(name)})"
