"""A logistic regression in which every set weighs the same, and what its figures say."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_STEPS = 60
_RIDGE = 1e-4


class Sample(NamedTuple):
    name: str
    """Of the set."""
    family: str
    way: str
    features: tuple[float, ...]
    right: bool
    answered: bool


def report(way: str, samples: Sequence[Sample]) -> None:
    """What is answered at the present bars, and how much of it rightly."""
    for name in dict.fromkeys(sample.name for sample in samples):
        answered = [each for each in samples if each.name == name and each.answered]
        share = len(answered) / sum(each.name == name for each in samples)
        right = sum(each.right for each in answered) / max(len(answered), 1)
        print(f"{way:6} {name:18} answered {share:.2f}, rightly {right:.2f}")  # noqa: T201


def leave_out(way: str, samples: Sequence[Sample]) -> None:
    """Fit without each family in turn, say how well it does there, then fit on all."""
    kept = [sample for sample in samples if sample.features]
    features = np.array([[*sample.features, 1.0] for sample in kept])
    right = np.array([sample.right for sample in kept], float)
    names = np.array([sample.name for sample in kept])
    families = np.array([sample.family for sample in kept])
    weights = np.array([1 / np.sum(names == name) for name in names])
    told = np.zeros(len(kept))
    for family in set(families):
        here = families == family
        told[here] = features[here] @ fit(features[~here], right[~here], weights[~here])
    areas = {
        name: round(auroc(right[names == name], told[names == name]), 3)
        for name in dict.fromkeys(names.tolist())
    }
    print(f"{way}: mean AUROC {np.mean(list(areas.values())):.3f} {areas}")  # noqa: T201
    print(f"{way}: coefficients {fit(features, right, weights).round(3)}")  # noqa: T201


def fit(
    features: NDArray[np.float64], right: NDArray[np.float64], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Newton's steps on the weighted likelihood with a ridge that only keeps it solvable."""
    found = np.zeros(features.shape[1])
    weights = weights / weights.sum()
    for _ in range(_STEPS):
        sure = 1 / (1 + np.exp(-features @ found))
        slope = features.T @ (weights * (sure - right)) + _RIDGE * found
        bend = (features * (weights * sure * (1 - sure))[:, None]).T @ features
        found -= np.linalg.solve(bend + _RIDGE * np.eye(len(found)), slope)
    return found


def auroc(right: NDArray[np.float64], told: NDArray[np.float64]) -> float:
    """How often something right was told to be likelier than something wrong."""
    order = np.searchsorted(np.sort(told), told, side="left") + np.searchsorted(
        np.sort(told), told, side="right"
    )
    ranks = (order + 1) / 2
    good, bad = right.sum(), len(right) - right.sum()
    return float((ranks[right == 1].sum() - good * (good + 1) / 2) / (good * bad))
