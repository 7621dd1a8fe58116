"""Logbook: what happened – append-only, one chain of hashes for each stream (a case, the policy, the desk).

It owns the entries, the private side rows (names and texts, which can be erased without breaking the chain), the heads of
the streams and the checkpoints. Rooms record their verbs here in the transaction of the change; the timeline, the audit
trail and the reports read it. [5.3.1-document]
"""
