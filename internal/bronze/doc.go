// Package bronze lands rows: as the source said them, typed, with where they came
// from. It owns the tables of schema bronze.
//
// Tables: <source>__<entity>, append-only, one row per version of a record;
// <source>__<entity>__current, a view: the newest version of each record that is
// not deleted; quarantine, one row per row that cannot be taken, with every reason;
// loads, one row per load and file, with its counts.
//
// Law, checked inside the transaction of every load: rows read = loaded +
// unchanged + quarantined. A load that breaks it leaves nothing behind.
//
// It never cleans, renames or guesses: a value either is what its column is
// declared to be, or the row is kept aside. It never reads a file itself.
//
// Words: version = the content of a record at a time; tombstone = a version that
// says the record is deleted; content hash = what two rows with the same values
// share; held = in quarantine and not repaired yet; load = one call of Load.
package bronze
