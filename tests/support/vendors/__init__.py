"""Local vendors: one small HTTP server (`base.py`), and one file for what each vendor does (`wecom.py`, `dingtalk.py` …).

A behaviour file says in its docstring which document of the vendor it speaks after; its error codes stand there. It checks
what the vendor checks (signature, freshness, length, rate) with code of its own, never with ours.
"""
