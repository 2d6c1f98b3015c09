"""Beginning a run of training, going on with an earlier one, keeping its results."""

from __future__ import annotations

from copy import deepcopy

import numpy as np
from sklearn.utils import check_random_state

from skscratch.estimators._run import Run, new_state
from skscratch.network.build import Architecture
from skscratch.training.history import History

__all__ = ["RunMixin"]


class RunMixin:
    """From an estimator's attributes to a `Run` and back."""

    def _start(self, hidden, samples, classes, multilabel):
        """A run from new weights."""
        softmax = len(classes) > 2 and not multilabel
        architecture = Architecture(
            (samples.X.shape[1], *hidden.sizes, len(samples.Y)),
            hidden.activations,
            "softmax" if softmax else "logistic",
            hidden.dropout,
            hidden.batch_norm,
            getattr(self, "fit_intercept", True),
        )
        rng = check_random_state(self.random_state)
        dtype = samples.X.dtype
        scheme = getattr(self, "initialization", "zeros")
        theta = architecture.initial_parameters(rng, scheme, dtype)
        statistics = architecture.initial_statistics(dtype)
        return Run(
            self, architecture, classes, theta, statistics, new_state(rng), History()
        )

    def _resume(self, hidden):
        """A run that goes on from the fitted attributes."""
        parameters = self._layer_parameters()
        architecture = Architecture(
            (self.n_features_in_, *hidden.sizes, self.n_outputs_),
            hidden.activations,
            self.out_activation_,
            hidden.dropout,
            hidden.batch_norm,
            getattr(self, "fit_intercept", True),
        )
        if not architecture.fit_intercept:
            parameters[-1] = parameters[-1][:1]
        arrays = [array for layer in parameters for array in layer]
        statistics = [tuple(np.copy(a) for a in group) for group in self._statistics()]
        network = architecture.network(architecture.initial_statistics(float))
        theta = np.empty(network.n_parameters, arrays[0].dtype)
        views = [v for blocks in network.blocks(theta) for v in blocks.values()]
        if [array.shape for array in arrays] != [view.shape for view in views]:
            raise ValueError(
                "the hidden layers must stay as fitted to go on with training; got "
                f"{hidden.sizes} with batch_norm={hidden.batch_norm} for weights of "
                f"shapes {[array.shape for array in arrays]}. Set warm_start=False and "
                "call fit to start anew."
            )
        for view, array in zip(views, arrays, strict=True):
            view[...] = array
        history = History(
            list(self.loss_curve_),
            list(self.validation_loss_curve_ or ()),
            list(self.validation_scores_ or ()),
            self.t_,
        )
        state = deepcopy(self._state)
        if state is None:  # a snapshot that a callback was given
            state = new_state(check_random_state(self.random_state))
        run = Run(self, architecture, self.classes_, theta, statistics, state, history)
        run.earlier_best = self.best_iteration_
        return run

    def _store(self, run):
        """Take over everything that the run has learnt."""
        for name, value in self._fitted_attributes(run).items():
            setattr(self, name, value)
        self._state = run.state

    def _fitted_attributes(self, run):
        """All fitted attributes as of now; arrays are copies."""
        history, architecture = run.history, run.architecture
        return {
            "classes_": run.classes,
            "n_outputs_": architecture.units[-1],
            "n_layers_": len(architecture.units),
            "out_activation_": architecture.output_activation,
            "form_": run.form,
            "n_iter_": history.n_epochs,
            "t_": history.n_steps,
            "loss_": history.cost[-1] if history.cost else None,
            "best_loss_": min(history.cost, default=None),
            "loss_curve_": list(history.cost),
            "validation_loss_curve_": list(history.validation_loss) or None,
            "validation_scores_": list(history.validation_score) or None,
            "best_iteration_": run.best_iteration,
            **self._parameter_attributes(run),
            "_state": None,
        }
