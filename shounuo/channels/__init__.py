"""Channels: how words leave for a vendor, and how the vendor's answers and receipts are understood.

Each vendor has a small room here (`wecom`, `dingtalk`, `feishu`, `aliyun`, `webhook`, `webpush`) with its form of address,
its limits, its signature and its error codes, written after the vendor's own documents. Nothing here knows of cases or
people: an adapter gets an `Outgoing` and an `Account` and gives an `Answer`. The room owns the providers: which accounts
with which vendors this house has, their secrets sealed. [5.2-notify]
"""
