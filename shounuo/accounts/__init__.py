"""Accounts: who may sign in, as what, and with which tokens machines speak.

It owns users, the roles they were granted (roles of the standard) and API tokens. What a person is beyond that stands in
`staff` (engineers) or `customers` (contacts).
"""
