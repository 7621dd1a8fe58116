"""战情室: the page of a P0 or P1 while it burns – its flow, its timeline and decisions, its people. [5.3.2-P0-takeover]"""
