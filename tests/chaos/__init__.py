"""Trying to break the promise that what is due happens once: processes killed, databases stopped, disks full, clocks jumping.

A short form runs with the tests, the long one with `make chaos` (docs/testing.md). What is expected is said by models that
import nothing of the product (`model.py`, `updates.py`); tables are read with plain SQL.
"""
