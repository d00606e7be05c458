package scv

// Codes of sources.
const (
	CodeSourceMissing    Code = "SCV-S001"
	CodeSourceKind       Code = "SCV-S002"
	CodeSourceEmpty      Code = "SCV-S003"
	CodeSourceColumn     Code = "SCV-S004"
	CodeSourceBroken     Code = "SCV-S005"
	CodeSourceEntity     Code = "SCV-S006"
	CodeSourceTooLarge   Code = "SCV-S007"
	CodeSourceEncrypted  Code = "SCV-S008"
	CodeNothingToPropose Code = "SCV-S009"
	CodeRowTooShort      Code = "SCV-S101"
	CodeRowTooLong       Code = "SCV-S102"
	CodeRowEncoding      Code = "SCV-S103"
	CodeRowNoKey         Code = "SCV-S104"
	CodeRowQuoting       Code = "SCV-S105"
)

var sourceCodes = []CodeInfo{
	{CodeSourceMissing, "source file is missing", "A folder, file or glob of scv.yml finds nothing, or an export lists a file that is not there.", "Put the file where the message says, or correct path: in scv.yml.", ExitUnusable},
	{CodeSourceKind, "file of another kind", "The content of the file is not what its name or scv.yml says.", "Save it in the format the message asks for, or name it under the right source.", ExitUnusable},
	{CodeSourceEmpty, "source file is empty", "The file, or every sheet of the workbook, holds no data.", "Deliver the file again; an empty delivery is never taken as 'everything was deleted'.", ExitUnusable},
	{CodeSourceColumn, "column not found", "A column that scv.yml maps, types or uses as key is in no file of the source.", "Correct the column in scv.yml; the message names the near one.", ExitUnusable},
	{CodeSourceBroken, "source file is damaged", "The file is of the right kind and cannot be read to its end.", "Deliver the file again; open it in its own program to see whether it is whole.", ExitUnusable},
	{CodeSourceEntity, "table not in the export", "scv.yml names an entity that the export's model.json does not list.", "Correct the entity in scv.yml; the message names the near one.", ExitUnusable},
	{CodeSourceTooLarge, "file unpacks to too much", "The workbook is small on disk and immense unpacked, as a zip bomb is.", "Check where the file comes from; a real workbook of that size is better delivered as several.", ExitUnusable},
	{CodeSourceEncrypted, "file is protected by a password", "The workbook is encrypted and can only be opened with its password.", "Save a copy without password protection.", ExitUnusable},
	{CodeNothingToPropose, "nothing to propose", "scv source infer found neither tables that name customers nor weather in what it was given.", "Name the right files; a table needs a header row with names, and a name, company or e-mail column.", ExitUnusable},
	{CodeRowTooShort, "row has too few fields", "The row ends before the last column: a cut line or an unescaped line break.", "Repair the row in its source; `scv quarantine show` has its text.", ExitVerdict},
	{CodeRowTooLong, "row has too many fields", "The row goes on after the last column: an unescaped separator, or a value beside the table.", "Repair the row in its source; `scv quarantine show` has its text.", ExitVerdict},
	{CodeRowEncoding, "text in an unknown encoding", "The row holds bytes that are not UTF-8.", "Export the file as UTF-8; `scv quarantine show` has the row.", ExitVerdict},
	{CodeRowNoKey, "row has no key", "A column that names the records is empty in this row.", "Fill the key in the source, or take another key in scv.yml.", ExitVerdict},
	{CodeRowQuoting, "quotes do not match", "A quoted field does not end, or goes on after its closing quote.", "Repair the row in its source; `scv quarantine show` has its text.", ExitVerdict},
}
