"""Problems: the cause behind cases that come again, with its owner, its root cause and its permanent fix. [6.1-repeat, 5.3.4-down]

Owns Problem, ProblemCase and Likeness (which cases were found alike). The promise of the fix is a standing commitment.
"""
