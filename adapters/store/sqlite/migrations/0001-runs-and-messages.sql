-- AUTOINCREMENT: the id of a run or message that is gone is never given again.
CREATE TABLE bot (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  id TEXT NOT NULL
) STRICT;

-- body: the run as JSON, without its readings and its eyes.
-- latest_at: the latest instant in it that had come when it was saved, ms.
CREATE TABLE runs (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  latest_at REAL NOT NULL,
  body TEXT NOT NULL
) STRICT;

-- Instants and bytes are REAL: a fast clock may stand between two milliseconds.
CREATE TABLE readings (
  run INTEGER NOT NULL REFERENCES runs (number),
  pod TEXT NOT NULL,
  at REAL NOT NULL,
  seen_at REAL NOT NULL,
  used_bytes REAL NOT NULL,
  rss_bytes REAL,
  peak_bytes REAL,
  goroutines REAL,
  orders REAL,
  restarts INTEGER NOT NULL,
  UNIQUE (run, pod, at)
) STRICT;

-- A command that was delivered (rule 28).
CREATE TABLE deliveries (
  key TEXT PRIMARY KEY,
  at REAL NOT NULL
) STRICT, WITHOUT ROWID;

-- revision grows over all messages; body: what is neither in another column nor made from one.
CREATE TABLE messages (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  revision INTEGER NOT NULL UNIQUE,
  channel TEXT NOT NULL,
  key TEXT UNIQUE,
  created_at REAL NOT NULL,
  edited_at REAL,
  body TEXT NOT NULL
) STRICT;

CREATE INDEX messages_of_channel ON messages (channel, revision);
