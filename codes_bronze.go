package scv

// Codes of bronze. 001 to 019 are reasons why a row is in quarantine; from 020 on
// they end a load.
const (
	CodeBadDate      Code = "SCV-B001"
	CodeWrongKind    Code = "SCV-B002"
	CodeOutOfRange   Code = "SCV-B003"
	CodeErrorValue   Code = "SCV-B004"
	CodeCellNotUTF8  Code = "SCV-B005"
	CodeDuplicateKey Code = "SCV-B006"
	CodeRowShape     Code = "SCV-B007"
	CodeTypeChanged  Code = "SCV-B020"
	CodeLawBroken    Code = "SCV-B021"
	CodeTwoTables    Code = "SCV-B022"

	CodeNotHeld       Code = "SCV-B023"
	CodeRepairRefused Code = "SCV-B024"
)

var bronzeCodes = []CodeInfo{
	{CodeBadDate, "impossible date", "A value of a date column is no date, or has none of the declared formats.", "Correct the cell at its source, or add the format under columns: in scv.yml; the row is loaded by the next run.", ExitUnusable},
	{CodeWrongKind, "value of another kind", "A value is not what its column is declared to be: text in a number column, a number in a yes/no column.", "Correct the cell at its source, or declare the column as text in scv.yml.", ExitUnusable},
	{CodeOutOfRange, "value out of range", "A number has more digits than the column holds, or a date lies outside the years 1 to 9999.", "Correct the cell at its source, or declare the column as text in scv.yml.", ExitUnusable},
	{CodeErrorValue, "error value in a cell", "The workbook shows an error such as #REF! instead of a value.", "Repair the formula in the workbook and save it.", ExitUnusable},
	{CodeCellNotUTF8, "text is not UTF-8", "A text holds bytes that are no valid UTF-8, mostly because the file was saved in another encoding.", "Save the file as UTF-8 and run again.", ExitUnusable},
	{CodeDuplicateKey, "key is there twice", "Another row of the same load has the same key; the first one was taken.", "Take one of the two rows out, or name more key columns in scv.yml.", ExitUnusable},
	{CodeRowShape, "row does not fit its table", "A row has more or fewer values than the table has columns.", "Correct the row at its source and run again.", ExitUnusable},
	{CodeTypeChanged, "column has another type now", "A column that is in bronze already is declared or exported with another type.", "Give the column its old type under columns: in scv.yml, or rename it there.", ExitUsage},
	{CodeLawBroken, "rows were lost or doubled", "The rows read are not the rows loaded, unchanged and quarantined; the load was rolled back.", "Report this with the counts in the message; bronze is as it was before.", ExitInternal},
	{CodeTwoTables, "two tables of one name", "A source has two entities that would share a bronze table.", "Give one of them another name in scv.yml.", ExitUsage},
	{CodeNotHeld, "no such row in quarantine", "No row in quarantine has the id that was asked for.", "Type `scv quarantine list`; with `--state any` it shows rows that were repaired or are gone, too.", ExitUsage},
	{CodeRepairRefused, "row cannot be repaired so", "The values that were set do not make the row one that can be taken, or its file does not hold it any more.", "Read what `scv quarantine show ID` says of the row, and set every column that has a reason.", ExitVerdict},
}
