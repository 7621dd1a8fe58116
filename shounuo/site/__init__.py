"""The wiring: settings, addresses, the command line and the supervisor.

It knows every room and is known by none. It owns no table and no rule; what it decides is only which parts run,
where, and with which settings (`config.py` lists them all).
"""
