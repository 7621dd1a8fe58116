"""The figures of `make bench`: each beside the machine's own limit in the same run. Nothing of the product imports this."""
