"""Evidence from AWS: what an account's own services say around a moment, read and never changed; alarms that AWS sends. [7.2-cloudwatch]"""
