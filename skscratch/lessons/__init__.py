"""The three lessons from data to pictures: what `skscratch reproduce` runs.

Not part of the public names: use the command, or the estimators themselves.
"""
