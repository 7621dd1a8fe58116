"""Alibaba Cloud's SMS (dysmsapi 2017-05-25) and voice (dyvmsapi 2017-05-25): requests signed as V3 asks, templates filled
from facts, codes in the body judged one by one, receipts as they are pushed. docs/channels-aliyun.md names the vendor's
documents that each file is written after. [5.2-notify]
"""
