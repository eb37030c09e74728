-- What was said on a platform that keeps its own messages. message NULL: sent, and no answer came.
CREATE TABLE posts (
  key TEXT PRIMARY KEY,
  tried_at REAL NOT NULL,
  message TEXT
) STRICT, WITHOUT ROWID;
