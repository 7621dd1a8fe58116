"""The web server: granian with the settings of this house. Run as `python -m shounuo.site.web` by the supervisor."""

from __future__ import annotations

import signal

from shounuo.site import config, processes


def main() -> None:
    """Serves until SIGTERM. On SQLite one process, whose threads take turns at writing."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    processes.die_with_parent(signal.SIGTERM)
    read = config.load()
    Granian(
        "shounuo.site.worker:application",
        address=read.host,
        port=read.port,
        interface=Interfaces.WSGI,
        workers=1 if read.database.is_sqlite else read.workers,
        blocking_threads=read.threads,
        backpressure=read.threads * 64,
        respawn_failed_workers=True,
        workers_kill_timeout=15,
        log_level=LogLevels.warning,
    ).serve()


if __name__ == "__main__":
    main()
