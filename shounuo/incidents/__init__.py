"""The response to a P0 or P1 while it burns: who commands, which roles came when, which steps are done, what was decided.

Owns Incident, Post, Presence, Command, Step, Answer, Decision, Authorisation, Admission, Drill. What is promised about them are
commitments; what happened is in the case's logbook.
"""
