"""
Wrong without a word
====================

Five mistakes that everybody makes once run through ``MLPClassifier`` to the end, with
no error and no warning about them. ``DeepNNClassifier`` names four. The fifth no
network can see, and it makes both of them sure of everything.

One would doubt it: one sees at once whether a network is right. Not always. Look at the
scores below, and at the percentages in the picture.
"""

# %%
# Two networks for the digits
# ---------------------------

import textwrap
import warnings

import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_digits
from sklearn.neural_network import MLPClassifier

from skscratch import DeepNNClassifier
from skscratch.plotting import MisclassifiedDisplay

pixels, y = load_digits(return_X_y=True)
X, y, X_new, y_new = pixels[:600] / 16, y[:600], pixels[600:] / 16, y[600:]
LARGE_STEPS = {
    MLPClassifier: {"solver": "sgd", "learning_rate_init": 1.0},
    DeepNNClassifier: {"solver": "momentum", "learning_rate": 1.0},
}


def fitted(Network, X, y, **settings):
    return Network(max_iter=60, random_state=0, **settings).fit(X, y)


# %%
# Four of the mistakes
# --------------------


def labels_as_one_hot(Network):
    model = fitted(Network, X, np.eye(10, dtype=int)[y])
    return f"{(model.predict(X_new).sum(axis=1) != 1).mean():.0%} not of one class"


def one_class_only(Network):
    return f"probabilities of {fitted(Network, X, 0 * y).predict_proba(X).shape[1]}"


def not_scaled_and_in_large_steps(Network):
    model = fitted(Network, 1000 * X, y, **LARGE_STEPS[Network])
    return f"says {len(np.unique(model.predict(1000 * X_new)))} of ten digits, {model.score(1000*X_new, y_new):.0%} right"


def far_out(Network):
    model = fitted(Network, X, y)
    return f"smallest log-probability {model.predict_log_proba(1000 * X_new).min():.0f}"


def is_about_time(warning):
    """Whether it says no more than that 60 epochs are few."""
    return "aximum" in str(warning.message) or "max_iter" in str(warning.message)


for mistake in (labels_as_one_hot, one_class_only, not_scaled_and_in_large_steps,far_out):
    print(mistake.__name__.replace("_", " "))
    for Network in (MLPClassifier, DeepNNClassifier):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                came = mistake(Network)
            except ValueError as error:
                came = f"ValueError: {error}"
        said = [str(w.message) for w in caught if not is_about_time(w)] 
        print(f"  {Network.__name__}: {came}")
        print(said)
warnings.simplefilter("ignore")
for Network in (MLPClassifier, DeepNNClassifier):
    m=fitted(Network,X,y)
    for k in (1,16):
        p=m.predict_proba(k*X_new).max(1); w=m.predict(k*X_new)!=y_new
        print(Network.__name__,k,1-w.mean(),p.mean(),(p[w]>0.99).mean(), (p[w]>.99).sum())
print(m.diagnose(16*X_new,y_new))
d=MisclassifiedDisplay.from_estimator(m,16*X_new,y_new,images=X_new.reshape(-1,8,8)); plt.show()
