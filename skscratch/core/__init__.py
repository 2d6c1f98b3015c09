"""Every formula, once, as a pure function of its arguments. Samples are columns."""
