"""What labels mean: kinds of target, weights by label, a part held out by label."""
