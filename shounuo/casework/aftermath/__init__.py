"""After a P0 or P1: its report from the draft to the customer, and the preventive actions until they are done. [5.3.2-P0-after]"""
