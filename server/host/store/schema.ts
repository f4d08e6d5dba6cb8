/**
 * The tables of the index. Every row has a checksum (`sum`, see rowSum.ts) except where a wrong value does no harm, which is said there.
 *
 * The version is part of the file's name, so that an older and a newer Cachescope each find their own index and neither misreads the
 * other's; it stands in `user_version` as well, for a file that was renamed by hand.
 */
import { schemaVersion } from '../../engine/model/trace.ts';

/** Raised when a table changes. */
const tableVersion = 6;

/** Version of the index: the meaning of its rows and the shape of its tables. */
export const indexVersion = schemaVersion * 1000 + tableVersion;

/** File name of the index of this version. */
export const indexFile = `index-${indexVersion}.db`;

/** File name of the standing run, see standingFile.ts; another version does not know what to make of it. */
export const standingName = `standing-${indexVersion}`;

/** File names of the index of any version, with SQLite's own companions. */
export const anyIndexFile = /^index-(\d+)\.db(-wal|-shm|-journal)?$/;

/** Statements that make an empty index. */
export const schemaText = `
CREATE TABLE traces (
  id INTEGER PRIMARY KEY,
  action TEXT NOT NULL,
  key TEXT NOT NULL,
  closure TEXT NOT NULL,
  -- digest of dependencies and outputs: the same result recorded again replaces its row
  identity TEXT NOT NULL,
  sum TEXT NOT NULL,
  payload TEXT NOT NULL,
  -- only explanations read the manifest: it has its own checksum, verified then
  manifest TEXT NOT NULL
);
CREATE UNIQUE INDEX traces_by_identity ON traces (action, key, identity);

-- Apart from traces, because they change often and traces are large; with all figures that lists show, so that a list of everything
-- reads no payload. Every write takes a number that no row ever had before: what was written since a reader last looked has a higher one.
CREATE TABLE uses (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  trace INTEGER NOT NULL UNIQUE,
  last_used REAL NOT NULL,
  hits INTEGER NOT NULL,
  started REAL NOT NULL,
  duration REAL NOT NULL,
  -- bytes of outputs and payload
  size INTEGER NOT NULL,
  sum TEXT NOT NULL
);

-- The newest trace of each action, its last duration, its last failure (JSON).
CREATE TABLE actions (action TEXT PRIMARY KEY, trace INTEGER, duration REAL, failure TEXT, sum TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE runs (id TEXT PRIMARY KEY, started REAL NOT NULL, payload TEXT NOT NULL, sum TEXT NOT NULL);
CREATE INDEX runs_by_start ON runs (started);

CREATE TABLE locks (name TEXT PRIMARY KEY, pid INTEGER NOT NULL, started TEXT NOT NULL, token TEXT NOT NULL, since REAL NOT NULL) WITHOUT ROWID;

CREATE TABLE folders (folder TEXT PRIMARY KEY, payload TEXT NOT NULL, sum TEXT NOT NULL);

CREATE TABLE packs (id INTEGER PRIMARY KEY, blob TEXT NOT NULL, created REAL NOT NULL, sum TEXT NOT NULL);
CREATE TABLE texts (digest BLOB PRIMARY KEY, pack INTEGER NOT NULL, start INTEGER NOT NULL, length INTEGER NOT NULL) WITHOUT ROWID;
-- For the size of a pack, and for dropping one.
CREATE INDEX texts_by_pack ON texts (pack, length);

CREATE TABLE entries (
  cache TEXT NOT NULL,
  key TEXT NOT NULL,
  schema TEXT NOT NULL,
  value TEXT,
  blob TEXT,
  size INTEGER NOT NULL,
  created REAL NOT NULL,
  fresh REAL,
  expires REAL,
  last_used REAL NOT NULL,
  hits INTEGER NOT NULL,
  sum TEXT NOT NULL,
  -- the checksum leaves out last_used and hits, which change on reads and can do no harm
  PRIMARY KEY (cache, key)
);
CREATE INDEX entries_by_use ON entries (last_used);
PRAGMA user_version = ${indexVersion};
`;
