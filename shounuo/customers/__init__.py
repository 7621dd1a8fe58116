"""Customers: organisations, their people, their AWS accounts, their contracts. It owns what a contract overrides of the standard."""
