"""Two days of a service desk, acted out on a running server: customers who submit, engineers who answer, forget and mend,
and a clock that is moved from scene to scene.

Everything after the cast goes over HTTP with tokens, so that the product is met as a machine meets it. What each case will
go through (`plot`) is drawn by a seed; `life` acts it out; `stage` calls the next one whose moment has come.
"""
