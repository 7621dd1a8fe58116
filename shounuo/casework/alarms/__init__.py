"""Alarms that come in by themselves: one case for each, however often it rings. [7.2-cloudwatch]"""
