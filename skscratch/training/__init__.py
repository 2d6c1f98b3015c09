"""Batches, the solvers' loops, stopping, and the record of a run."""
