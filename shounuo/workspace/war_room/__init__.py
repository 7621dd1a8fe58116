"""The war room of a case and what belongs to it: the decision log, the closed room, the evidence. [5.3.2-P0-internal-comms]"""
