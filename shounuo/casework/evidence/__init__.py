"""Evidence from a customer's AWS account: asked for in a case, pulled by the watch, kept as it was then. [7.2-diagnostic-tools]"""
