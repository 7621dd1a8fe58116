"""The API: the machines' door, JSON under /api/v1. It owns the remembered answers to idempotency keys and nothing else.

A request passes the frame (`frame`), shows its token (`auth`), is read strictly (`inputs`), does one thing (one file per
word), and is answered (`answer`, `shapes`) or refused (`errors`).
"""
