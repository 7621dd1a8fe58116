"""The auditor: a second pair of eyes on the engine. It owns no table.

It asks the facts, not the timers, what should be under way: whoever waits should have a waiting row, whoever has to be called
should be called, what is queued should leave. What is missing it writes under the normal keys, so that nothing is done twice;
where the watch itself has stopped, it climbs and submits the urgent pages by its own hands. [5.2-notify, 7.1-workflow]
"""
