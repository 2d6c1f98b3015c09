"""Update rules against `torch.optim`, where PyTorch is installed."""

import numpy as np
import pytest

from skscratch.optim import (
    Adam,
    AdamW,
    GradientDescent,
    Momentum,
    Nesterov,
    RMSprop,
)

torch = pytest.importorskip("torch")

MOMENTS = {"betas": (0.8, 0.95), "eps": 1e-3}

#: Ours, the class in `torch.optim`, its arguments. PyTorch's velocity lacks the
#: learning rate, which makes no difference while the rate is constant.
PAIRS = {
    "gd": (GradientDescent(), "SGD", {}),
    "momentum": (Momentum(0.8), "SGD", {"momentum": 0.8}),
    "nesterov": (Nesterov(0.8), "SGD", {"momentum": 0.8, "nesterov": True}),
    "rmsprop": (RMSprop(0.9, 1e-3), "RMSprop", {"alpha": 0.9, "eps": 1e-3}),
    "adam": (Adam(0.8, 0.95, 1e-3), "Adam", MOMENTS),
    "adam_defaults": (Adam(), "Adam", {}),
    "adamw": (
        AdamW(Adam(0.8, 0.95, 1e-3), 0.3),
        "AdamW",
        {**MOMENTS, "weight_decay": 0.3},
    ),
    "adamw_defaults": (AdamW(), "AdamW", {}),
}


@pytest.mark.parametrize("pair", PAIRS)
def test_fifty_steps_are_those_of_torch(pair, walk, gradient_at, start):
    rule, theirs, arguments = PAIRS[pair]
    theta = torch.tensor(start, requires_grad=True)
    optimizer = getattr(torch.optim, theirs)([theta], lr=0.03, **arguments)
    path = []
    for _ in range(50):
        theta.grad = torch.tensor(gradient_at(theta.detach().numpy()))
        optimizer.step()
        path.append(theta.detach().numpy().copy())
    np.testing.assert_allclose(walk(rule, 0.03), path, rtol=0, atol=1e-10)
