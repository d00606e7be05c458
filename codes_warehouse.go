package scv

// Codes of the warehouse.
const (
	CodeWarehouseInUse   Code = "SCV-W001"
	CodeWarehouseDamaged Code = "SCV-W002"
	CodeWarehouseOpen    Code = "SCV-W003"
	CodeDiskFull         Code = "SCV-W004"
	CodeOutOfMemory      Code = "SCV-W005"
	CodeSQL              Code = "SCV-W006"
	CodeNotReadOnly      Code = "SCV-W007"
	CodeStatement        Code = "SCV-W008"
	CodeBadText          Code = "SCV-W009"
	CodeWriteConflict    Code = "SCV-W010"
	CodeAppendMismatch   Code = "SCV-W011"
	CodeWarehouseFailed  Code = "SCV-W012"
	CodeTypeUnknown      Code = "SCV-W013"
	CodeHolderGone       Code = "SCV-W014"
	CodeNotCompacted     Code = "SCV-W015"
)

var warehouseCodes = []CodeInfo{
	{CodeWarehouseInUse, "warehouse is in use", "Another process holds the database file; only one process can open it at a time, even to read.", "Wait until the process named in the message has ended, or stop it, and type the command again.", ExitUnusable},
	{CodeWarehouseDamaged, "warehouse file cannot be read", "The file is damaged, is no DuckDB database, or was written by a newer version.", "Restore the file from a backup, or move it away and run again: bronze is loaded from the sources anew.", ExitUnusable},
	{CodeWarehouseOpen, "warehouse cannot be opened", "The folder is missing or may not be written to, or the path names something that is no file.", "Check that the folder exists and is yours to write, then type the command again.", ExitUnusable},
	{CodeDiskFull, "disk is full", "The warehouse, its log or its temporary files found no space left; the statement was rolled back.", "Free space on the disk of the home folder and type the command again: it continues.", ExitUnusable},
	{CodeOutOfMemory, "not enough memory", "A statement needed more memory than the limit and could not be moved to disk.", "Raise the warehouse's memory limit, or free space for its temporary files.", ExitUnusable},
	{CodeSQL, "SQL is not understood", "A table, column or function of the statement does not exist, or its grammar is wrong.", "Go to the line in the message; `scv query \"show all tables\"` lists what there is.", ExitUsage},
	{CodeNotReadOnly, "statement does not only read", "The query would write, change settings or touch files, or it holds several statements.", "Ask with one select statement; changes are made by `scv run` alone.", ExitUsage},
	{CodeStatement, "statement failed on the data", "A value could not be converted, or broke a rule of the table.", "Cast with try_cast, or filter the rows that do not fit.", ExitInternal},
	{CodeBadText, "text is not UTF-8", "A text that was to be stored holds bytes that are no valid UTF-8.", "Save the source file as UTF-8 and load it again.", ExitUnusable},
	{CodeWriteConflict, "two writers met", "Another transaction changed the same table or rows first.", "Type the command again: nothing of the first try was kept.", ExitUnusable},
	{CodeAppendMismatch, "columns do not fit table", "The rows to be added have other columns or types than the table.", "Report this with the message; nothing was added.", ExitInternal},
	{CodeWarehouseFailed, "warehouse stopped", "The engine met an error it does not recover from in this process.", "Type the command again; if it comes back, restore the newest backup.", ExitUnusable},
	{CodeTypeUnknown, "column type cannot be shown", "The answer has a column of a type that scv cannot read.", "Cast the column to varchar in the query.", ExitUsage},
	{CodeHolderGone, "answer was cut off", "The query was answered by the process that holds the warehouse, and that process ended before the answer did.", "Type the same command again: it opens the file itself when nobody holds it.", ExitUnusable},
	{CodeNotCompacted, "warehouse was not compacted", "Somebody read or wrote all the time, or the new file could not be written or did not hold what the old one holds. The old file stays as it is.", "Type `scv versions compact` when nothing else uses the home.", ExitUnusable},
}
