"""Pictures of networks, as display classes in scikit-learn's manner."""

from skscratch.plotting.boundary import BoundaryDisplay
from skscratch.plotting.boundary_evolution import (
    BoundaryEvolutionDisplay,
    BoundaryRecorder,
)
from skscratch.plotting.layer_histogram import LayerHistogramDisplay, LayerRecorder
from skscratch.plotting.loss_curve import LossCurveDisplay
from skscratch.plotting.misclassified import MisclassifiedDisplay
from skscratch.plotting.network_diagram import NetworkDiagramDisplay
from skscratch.plotting.neuron_map import NeuronMapDisplay
from skscratch.plotting.search import SearchDisplay
from skscratch.plotting.weight_image import WeightImageDisplay

__all__ = [
    "BoundaryDisplay",
    "BoundaryEvolutionDisplay",
    "BoundaryRecorder",
    "LayerHistogramDisplay",
    "LayerRecorder",
    "LossCurveDisplay",
    "MisclassifiedDisplay",
    "NetworkDiagramDisplay",
    "NeuronMapDisplay",
    "SearchDisplay",
    "WeightImageDisplay",
]
