"""Casework: where rooms meet. Each file is one story – open a case, accept it, resolve it – told as verbs in order, in one
transaction. It owns no table.
"""
