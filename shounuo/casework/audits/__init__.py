"""Audits of people's work: opened by themselves, given to somebody who did not do it, answered, and followed up. [9.2-daily]"""
