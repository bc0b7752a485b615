-- From which address somebody last opened the room, as a keyed hash: where cookies are cheap, a ban follows the address for a while.
CREATE TABLE web_address (
    person TEXT PRIMARY KEY,
    address TEXT NOT NULL,
    at DOUBLE PRECISION NOT NULL
);

CREATE INDEX web_address_address ON web_address (address, at);
