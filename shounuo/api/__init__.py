"""The API: the machines' door, JSON under /api/v1. It owns the remembered answers to idempotency keys and nothing else."""
