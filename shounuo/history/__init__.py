"""Cases that were handled elsewhere, brought in as history: each with its own times, its own recorded SLA and every event of its log.
Owns Import, Imported and Remark. History makes no new promises: nothing is due, nobody is told. (See docs/history.md.)
"""
