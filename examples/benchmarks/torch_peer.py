"""The network in PyTorch, trained by the loop that its tutorials teach."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
from peers import Work
from torch import nn

from skscratch.core.initializers import initial_weights

ACTIVATIONS = {"relu": nn.ReLU, "tanh": nn.Tanh}


@dataclass
class TorchNetwork:
    """`fit` and `predict_proba` over `torch.nn` and `torch.optim`.

    The initial weights are those of our estimators, so that on full batches the cost is
    the same up to rounding. Mini-batches are slices of a random permutation, gathered
    with `index_select`: no `DataLoader`, whose overhead would be larger than the step.
    """

    work: Work
    threads: int = torch.get_num_threads()
    fused: bool = False

    def fit(self, X, y):
        limit = torch.get_num_threads()
        torch.set_num_threads(self.threads)
        torch.manual_seed(1)
        X = torch.from_numpy(X)
        binary = y.max() == 1
        target = torch.from_numpy(y).to(X.dtype if binary else torch.long)
        self.network = self._network(X.shape[1], 1 if binary else int(y.max()) + 1, X)
        self._train(X, target, nn.BCEWithLogitsLoss() if binary else _cross_entropy)
        torch.set_num_threads(limit)
        return self

    def _network(self, n_features, n_outputs, like):
        rng, layers = np.random.RandomState(1), []
        for n_in, n_out in pairwise((n_features, *self.work.hidden, n_outputs)):
            layer = nn.Linear(n_in, n_out, dtype=like.dtype)
            W = initial_weights(rng, n_out, n_in, self.work.initialization)
            with torch.no_grad():
                layer.weight.copy_(torch.from_numpy(W))
                layer.bias.zero_()
            layers += [layer, ACTIVATIONS[self.work.activation]()]
        return nn.Sequential(*layers[:-1])

    def _optimizer(self):
        rule = {"gd": torch.optim.SGD, "adam": torch.optim.Adam}[self.work.solver]
        options = {"fused": True} if self.fused else {}
        return rule(self.network.parameters(), lr=self.work.learning_rate, **options)

    def _train(self, X, target, loss):
        optimizer, self.loss_curve_ = self._optimizer(), []
        for _ in range(self.work.max_iter):
            total = 0.0
            for batch_X, batch_target in self._batches(X, target):
                output = self.network(batch_X)
                cost = loss(output.squeeze(1), batch_target)
                optimizer.zero_grad()
                cost.backward()
                optimizer.step()
                total += cost.detach() * (len(batch_X) / len(X))
            self.loss_curve_.append(total.item())

    def _batches(self, X, target):
        if self.work.batch_size is None:
            yield X, target
            return
        for rows in torch.randperm(len(X)).split(self.work.batch_size):
            yield X.index_select(0, rows), target.index_select(0, rows)

    @torch.no_grad()
    def predict_proba(self, X):
        logits = self.network(torch.from_numpy(X))
        if logits.shape[1] > 1:
            return logits.softmax(dim=1).double().numpy()
        p = logits.squeeze(1).sigmoid().double().numpy()
        return np.column_stack([1 - p, p])


def _cross_entropy(output, target):
    return nn.functional.cross_entropy(output, target)
