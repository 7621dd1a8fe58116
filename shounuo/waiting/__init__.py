"""Waiting: one table of rows that are due at a moment, and the small engine that fires each of them once.

It owns the rows and knows nothing of what they wait for: a kind names a handler that a room above registers. A row is
fired inside one transaction with everything that follows from it; a process that dies in between leaves nothing half done,
and the next process finds the row still waiting.
"""
