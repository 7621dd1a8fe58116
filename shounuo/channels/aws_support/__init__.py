"""AWS Support by its API (version 2013-04-15), in the partitions that have one: aws (us-east-1) and aws-us-gov (us-gov-west-1). AWS China
has none: there the hand-over is by hand (casework/escalate/aws). [6.2-L3-AWS]"""
