"""Layers bound to one flat parameter vector, the network, the objective."""
