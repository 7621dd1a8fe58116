"""Web push: a word on a device whose browser its person allowed to tell them. A convenience and never a rung: browsers keep
pushes back, lose them and say nothing, so no ladder can name it and no page counts on it. It is not among the registry's
adapters, and no policy knows its channel. docs/channels-webhook.md says more. [5.2-notify]
"""
