"""The response to a P0 or P1: how it begins with the case, who comes and commands, which steps are done, how it ends.

Every verb stands inside an act on the case (casework.act) and settles first: what time has made true – nobody assessed it in
time, whoever commands has commanded for long – is written down before anything is changed. [5.3.2-P0-*, 5.3.2-P1-*]
"""
