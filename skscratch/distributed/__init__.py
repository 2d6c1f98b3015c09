"""Data of Dask: samples that stay with the workers of a cluster."""
