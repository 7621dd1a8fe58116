"""Every handler of the waiting engine, imported in one place so that a watch knows them all."""

from shounuo.casework import assign, keep_promises, leave_house, resolve

__all__ = ["assign", "keep_promises", "leave_house", "resolve"]
