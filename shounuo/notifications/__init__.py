"""Notifications: how a message reaches a person. It owns messages, their deliveries and the alarms on the desk.

A message is written in the transaction of the fact it tells (the outbox); it is delivered after the commit, and each
delivery is at most one submission of one message to one provider. [5.2-notify, 5.2-acknowledge]
"""
