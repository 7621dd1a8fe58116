"""Cases: the case and its conversation. It owns cases, messages, attachments, and the rows that say who did what when:
priority decisions, assignments, acceptances, waits, resolutions. `access.py` is the gate.
"""
