"""How a case changes its level: proposed with grounds, approved, told, clocks moved, recorded – one procedure for everybody who may ask
for it. [5.3.4-procedure, 4.1-request-upgrade, 4.1-proactive-upgrade]
"""
