"""Diagnostics: evidence pulled from a customer's AWS account into a case as dated snapshots, and alarms that come in by themselves.
[7.2-diagnostic-tools, 7.2-cloudwatch]

It owns how each account is read (a role, or sealed keys), what was asked for and what came of it, where alarms may come from, and how often
each has rung. Whom we call and how is for `channels`; when, for `casework`.
"""
