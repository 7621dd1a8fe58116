"""The written standard as data: one TOML file, checked whole, kept by content hash.

This room owns the model of a policy (`model/`), reading it from text (`loading`), laying a contract's
own targets over it (`rules`), and the table of the versions that were ever adopted. It decides nothing
about a case; every other room reads its numbers, names and switches here.
"""
