"""Webhooks: what a house sends to a system of its own, signed after Standard Webhooks 1.0.0, and what comes back signed
the same way. docs/channels-webhook.md describes both bodies. [5.2-notify]
"""
