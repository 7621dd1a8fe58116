"""The tables of the chains: where each stands, and every event. No event has a key that would hide a second one."""

_CHAINS = (
    "CREATE TABLE chaos_chain (id integer PRIMARY KEY, generation integer NOT NULL, step integer NOT NULL)"
)
_EVENTS = (
    "CREATE TABLE chaos_event (id {serial}, chain integer NOT NULL, what varchar(5) NOT NULL, generation integer NOT NULL, "
    "step integer NOT NULL, due bigint NOT NULL)"
)

TABLES = {
    "sqlite": (_CHAINS, _EVENTS.format(serial="integer PRIMARY KEY AUTOINCREMENT")),
    "postgresql": (_CHAINS, _EVENTS.format(serial="bigserial PRIMARY KEY")),
}
