"""Keeping knowledge: written, reviewed by somebody else, published, looked at again by a promised day, walked in a case.
[5.3.1-knowledge, 7.3-runbooks]"""
