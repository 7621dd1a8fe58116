"""Kernel: what every room stands on – the clock, the actor, the transaction, words in two languages, the refusal,
files as they come in.

It owns one row: by how much a rehearsal server's clock is moved. It knows no word of the domain.
"""
