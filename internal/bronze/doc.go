// Package bronze lands rows: as the source said them, typed, with where they came
// from. It owns the tables of schema bronze.
//
// Tables: <source>__<entity>, append-only, one row per version of a record;
// <source>__<entity>__current, a view: the newest version of each record that is
// not deleted; quarantine, one row per row that cannot be taken, with every reason;
// loads, one row per load and file, with its counts. _scv_repair in the first says
// by which repair a row was taken.
//
// Law, checked inside the transaction of every load: rows read = loaded +
// unchanged + quarantined. A load that breaks it leaves nothing behind.
//
// It never cleans, renames or guesses: a value either is what its column is
// declared to be, or the row is kept aside, until somebody says what it should be
// (a repair, which it is handed). It never reads a file itself, and keeps no repair.
//
// Words: version = the content of a record at a time; tombstone = a version that
// says the record is deleted; content hash = what two rows with the same values
// share; held = in quarantine and not repaired yet; load = one call of Load; repair
// = other cells for one row, by record and content.
package bronze
