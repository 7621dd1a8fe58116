"""Customers: organisations, their contacts, their contracts. It owns what a contract overrides of the standard."""
