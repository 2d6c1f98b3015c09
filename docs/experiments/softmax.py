"""The picture of lesson 4.8: which digits a network takes for which."""

import numpy as np


def trained_on_digits():
    """A network that has seen one half of the digits, and the other half."""
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    from skscratch import DeepNNClassifier

    X, y = load_digits(return_X_y=True)
    X_train, X_test, y_train, y_test = train_test_split(
        X / 16, y, test_size=0.5, stratify=y, random_state=0
    )
    network = DeepNNClassifier(
        hidden_layer_sizes=(32,),
        learning_rate=0.005,
        learning_rate_schedule="cosine",
        batch_size=64,
        max_iter=60,
        tol=None,
        random_state=0,
    )
    return network.fit(X_train, y_train), X_test, y_test


def draw_confusion(target):
    """The confusion matrix, and three of its mistakes with their probabilities."""
    import matplotlib.pyplot as plt
    from sklearn.metrics import confusion_matrix

    network, X, y = trained_on_digits()
    answers, probabilities = network.predict(X), network.predict_proba(X)
    counts = confusion_matrix(y, answers)
    figure = plt.figure(figsize=(7.2, 4.6), layout="constrained")
    left, right = figure.subfigures(1, 2, width_ratios=[1.9, 1])
    ax = left.subplots()
    mistakes = counts * (1 - np.eye(10))
    ax.imshow(mistakes, cmap="Oranges", vmax=1.3 * mistakes.max())
    for row, column in np.ndindex(*counts.shape):
        if counts[row, column]:
            ax.text(
                column,
                row,
                counts[row, column],
                ha="center",
                va="center",
                color="#888888" if row == column else "#000000",
                fontsize=9 if row == column else 10,
            )
    ax.set(
        xticks=range(10), yticks=range(10), xlabel="answer", ylabel="digit that it is"
    )
    taken = np.flatnonzero((y == 8) & (answers == 1))[:3]
    panels = right.subplots(3, 2, width_ratios=[1, 1.2])
    for sample, (picture, bars) in zip(taken, panels, strict=True):
        picture.imshow(X[sample].reshape(8, 8), cmap="Greys")
        picture.set(xticks=[], yticks=[])
        bars.barh(range(10), probabilities[sample], color="#0072B2")
        bars.invert_yaxis()
        bars.set(xlim=(0, 1), xticks=[0, 1], yticks=[1, 8])
        bars.tick_params(labelsize=8)
    right.suptitle("three eights taken for ones", fontsize=10)
    panels[-1, 1].set_xlabel("probability", fontsize=8)
    figure.savefig(target, dpi=120)
    plt.close(figure)


PICTURES = {"confusion_digits.png": draw_confusion}
