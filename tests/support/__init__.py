"""What tests stand on: a temporary PostgreSQL, a browser, the real server as a child, a mail server that can misbehave."""
