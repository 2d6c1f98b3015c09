"""In a notebook, every parameter and fitted attribute says what it is."""

import re
from importlib.metadata import PackageNotFoundError

import pytest
from sklearn.datasets import load_wine
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from skscratch import (
    DeepNNClassifier,
    ScratchLogisticRegression,
    ShallowNNClassifier,
    _notebook,
)
from skscratch.preprocessing import Blockwise, ImageFlattener

ADDRESS = "https://docs.example.org/stable"
PAGES = {
    DeepNNClassifier: "skscratch.DeepNNClassifier.html",
    ScratchLogisticRegression: "skscratch.ScratchLogisticRegression.html",
    ShallowNNClassifier: "skscratch.ShallowNNClassifier.html",
    ImageFlattener: "skscratch.preprocessing.ImageFlattener.html",
    Blockwise: "skscratch.preprocessing.Blockwise.html",
}
HOVER = re.compile(
    r"anchor-name: --doc-link-(\w+);[^>]*>.*?<span class=.param-doc-description.[^>]*>"
    r"\s*(\w+): (.+?)<br><br>(.+?)</span>",
    re.DOTALL,
)


@pytest.fixture(params=["", ADDRESS], ids=["without an address", "with one"])
def address(request, monkeypatch):
    monkeypatch.setattr(_notebook, "documentation", lambda: request.param)
    return request.param


def made(Estimator):
    return Estimator(StandardScaler()) if Estimator is Blockwise else Estimator()


def fitted(Estimator):
    if Estimator is ImageFlattener:
        return Estimator().fit([[[[0.0, 0.5]]]])
    X, y = load_wine(as_frame=True, return_X_y=True)
    if Estimator is Blockwise:
        return made(Estimator).fit(X)
    return Estimator(max_iter=1, tol=None).fit(X, y)


def names(estimator):
    attributes = {name for name in vars(estimator) if re.fullmatch("[a-z].*_", name)}
    return {*estimator.get_params(deep=False), *attributes}


@pytest.mark.filterwarnings("ignore")  # of features that are not scaled
@pytest.mark.parametrize("Estimator", PAGES)
def test_every_name_in_the_tables_has_its_own_hover_text(Estimator, address):
    estimator = fitted(Estimator)
    found = HOVER.findall(estimator._repr_html_())
    assert [name for name, entry, _, _ in found if name != entry] == []
    assert {name for name, *_ in found} >= names(estimator)


@pytest.mark.parametrize("Estimator", PAGES)
def test_links_lead_to_the_documentation_or_nowhere(Estimator, address):
    html = made(Estimator)._repr_html_()
    links = {
        link.partition("#")[0]
        for link in re.findall(r'href="([^"]*)"', html)
        if "scikit-learn.org" not in link
    }
    page = f"{ADDRESS}/generated/{PAGES[Estimator]}"
    assert links == ({page} if address else set())


def test_in_a_pipeline_only_the_links_of_others_are_left(address):
    html = make_pipeline(StandardScaler(), DeepNNClassifier())._repr_html_()
    assert "alpha" in {name for name, *_ in HOVER.findall(html)}
    ours = [
        link for link in re.findall(r'href="([^"]*)"', html) if "sklearn" not in link
    ]
    assert all(ADDRESS in link for link in ours) and bool(ours) == bool(address)


def test_a_class_of_someone_else_has_no_page_of_ours(address):
    class Mine(DeepNNClassifier):
        pass

    assert "href" not in Mine()._repr_html_()


@pytest.mark.parametrize(
    ("links", "address"),
    [
        ([], ""),
        (["Source, https://code.example.org"], ""),
        (["Source, https://code.example.org", f"Documentation, {ADDRESS}/"], ADDRESS),
    ],
)
def test_the_address_is_that_of_the_metadata(links, address, monkeypatch):
    class Metadata:
        def get_all(self, name, failobj):
            return links if name == "Project-URL" else failobj

    monkeypatch.setattr(_notebook, "metadata", {"skscratch": Metadata()}.get)
    assert _notebook.documentation.__wrapped__() == address


def test_a_package_that_is_not_installed_has_no_address(monkeypatch):
    def metadata(name):
        raise PackageNotFoundError(name)

    monkeypatch.setattr(_notebook, "metadata", metadata)
    assert _notebook.documentation.__wrapped__() == ""
