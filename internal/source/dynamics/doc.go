// Package dynamics reads a lake export of Dynamics 365 (Azure Synapse Link):
// model.json, which names the columns, and CSV partitions without a header.
//
// It reads what model.json lists and never globs: the folder also holds snapshots
// and leftovers. A deleted record comes as a tombstone (IsDelete true, the data
// columns empty). Option-set values keep their number and gain a text column
// <column>_label where OptionsetMetadata is delivered.
//
// Words: attribute = column of model.json; partition = one CSV file of a table;
// system columns = Id, SinkCreatedOn, SinkModifiedOn, versionnumber, IsDelete.
package dynamics
