"""Promises with an owner and a due time, and the clocks that run against them.

A commitment says what is promised, to whom, by whom, by when and by which clause; its clock is a plain
value that the rules of this room start, pause, resume, raise and judge. The room owns the rows of all
commitments. There is no second timer anywhere in the house.
"""
