"""One piece of work, and the networks that do it: ours, scikit-learn's, PyTorch's."""

from dataclasses import dataclass, replace
from functools import partial
from importlib.util import find_spec

import numpy as np
from sklearn.metrics import log_loss
from sklearn.neural_network import MLPClassifier

from skscratch import DeepNNClassifier

HAS_TORCH = find_spec("torch") is not None


@dataclass(frozen=True)
class Work:
    """A network and how to train it: the same for every competitor.

    All run `max_iter` epochs, none stops by itself, none has a penalty, and all keep a
    record of the cost. The dtype is that of the data.
    """

    hidden: tuple = ()
    activation: str = "relu"
    initialization: str = "he"
    solver: str = "gd"
    learning_rate: float = 0.001
    max_iter: int = 10
    batch_size: int | None = None

    def ours(self):
        return DeepNNClassifier(
            hidden_layer_sizes=self.hidden,
            activation=self.activation,
            initialization=self.initialization,
            solver=self.solver,
            learning_rate=self.learning_rate,
            max_iter=self.max_iter,
            batch_size=self.batch_size,
            tol=None,
            random_state=1,
        )

    def mlp_classifier(self, n_samples):
        """`MLPClassifier` draws initial weights of its own, uniform ones."""
        return MLPClassifier(
            hidden_layer_sizes=self.hidden,
            activation=self.activation,
            solver={"gd": "sgd"}.get(self.solver, self.solver),
            momentum=0.0,
            alpha=0.0,
            learning_rate_init=self.learning_rate,
            max_iter=self.max_iter,
            batch_size=self.batch_size or n_samples,
            shuffle=self.batch_size is not None,  # else it would copy X every time
            tol=0.0,
            n_iter_no_change=self.max_iter,
            random_state=1,
        )

    def torch_networks(self):
        """With its default threads and with one; Adam also in its fused form."""
        from torch_peer import TorchNetwork

        network = TorchNetwork(self)
        yield "PyTorch", network
        if network.threads > 1:
            yield "PyTorch, 1 thread", replace(network, threads=1)
        if self.solver == "adam":
            yield "PyTorch, fused Adam", replace(network, fused=True)


def fits(work, X, y, ours=None, torch=True):
    """Competitors for `timing.compare`, each of which returns its fitted network.

    Parameters
    ----------
    work : Work
    X, y : ndarray
    ours : estimator
        Instead of the `DeepNNClassifier` that does the work.
    torch : bool
        Whether PyTorch takes part, where it is installed.
    """
    ours = work.ours() if ours is None else ours
    networks = {type(ours).__name__: ours}
    networks["MLPClassifier"] = work.mlp_classifier(len(X))
    if torch and HAS_TORCH:
        networks |= work.torch_networks()
    return {name: partial(network.fit, X, y) for name, network in networks.items()}


def training_cost(X, y):
    """The check that networks learnt alike: log-loss on the training set, in nats."""

    def cost(network):
        P = network.predict_proba(X).astype(np.float64)
        return log_loss(y, P / P.sum(axis=1, keepdims=True))  # exact sums: float32

    return cost
