package scv

// Codes of matching.
const (
	CodeIdentityInput Code = "SCV-I001"
	CodeIdentityModel Code = "SCV-I002"
	CodeNotMatched    Code = "SCV-I003"
	CodeDecision      Code = "SCV-I004"
	CodeLiveRecord    Code = "SCV-I006"
	CodeLiveSpec      Code = "SCV-I007"

	CodeTableID       Code = "SCV-I101"
	CodeTableRow      Code = "SCV-I102"
	CodeMatchSpec     Code = "SCV-I103"
	CodeMatchLabels   Code = "SCV-I104"
	CodeMatchColumns  Code = "SCV-I105"
	CodeIdentitySpill Code = "SCV-I106"
	CodeMatchLoose    Code = "SCV-I107"
)

var identityCodes = []CodeInfo{
	{CodeIdentityInput, "input of identity is not usable", "The identity model's select has no column record_id, or two rows of one id.", "Select one row per record_id in the model; `unique` on the column shows what is there twice.", ExitUsage},
	{CodeIdentityModel, "learned model cannot be read", "The published identity_model holds no model of this program, or one of a newer version.", "Use the program that published it, or type `scv run --full` after dropping the table to learn anew.", ExitUnusable},
	{CodeTableID, "table has no usable id", "The table that is to be matched lacks the column that --id names, or a row has no id, or two rows have one.", "Name the column that tells the rows apart with --id.", ExitUsage},
	{CodeTableRow, "row of a table cannot be read", "A row of the file has more or fewer values than the header, text that is not UTF-8, or a quote that does not end. Nothing was matched: a table is read whole or not at all.", "Repair the row that the message names.", ExitUnusable},
	{CodeMatchSpec, "matching spec is wrong", "The file that --spec names, or the home's project/identity/customer.yml, has an unknown key, a column that is not there, or values that contradict each other.", "Go to the line named in the message; `scv identity spec --propose` prints one that works, `scv identity spec --check` says whether a changed one goes.", ExitUsage},
	{CodeMatchLabels, "labels cannot be used", "The file of labels lacks a column, names a record that is not there, or says both of one pair.", "Correct the row that the message names.", ExitUsage},
	{CodeMatchColumns, "nothing to match by", "No column of the table says anything about who a record is.", "Give a column that does its role in a spec (`columns: {NAME: text}`) and name that with --spec.", ExitUsage},
	{CodeIdentitySpill, "pairs cannot be put aside", "Matching has more pairs than its memory holds, and the folder for temporary files takes them not: it is full, or may not be written to.", "Make room in the folder, or raise `memory` under `identity` in scv.yml (--memory of `scv identity dedupe` and `link`).", ExitUnusable},
	{CodeMatchLoose, "joins rest on likeness alone", "Records that are one agree in no value, only in words that are alike, as those of a product and of its next version: nothing without labels tells the two apart. Of a table no records that differ are joined. Or one column is all that tells records apart, and there is too little to learn what it is worth.", "Judge pairs (`--review FILE`, then `--labels FILE`; in a home `scv identity review`), add a column that tells more, or write a spec with levels of its own (`scv identity spec --propose`).", ExitOK},
	{CodeDecision, "decision cannot stand", "A decision names a record that is not there or one record twice, asks for a person and an organisation to be one, or contradicts what stands: a chain of decisions holds together what it keeps apart.", "Take back what stands in the way: `scv identity decisions` lists it, `scv identity undo DECISION` takes it back.", ExitUsage},
	{CodeLiveRecord, "record cannot be looked for", "A record that is to be matched has a word that silver does not know, says nothing, or is no JSON object of words and texts.", "Correct what the message names; `scv customer match --help` shows the form.", ExitUsage},
	{CodeLiveSpec, "single records cannot be matched under this spec", "The published version was matched by a rule (neighbours) or a comparison (rare_words) that looks at all records of the party: a single record beside a few would weigh something else than in a run.", "Take what the message names out of project/identity/customer.yml and type `scv run`, or load the record and run.", ExitUsage},
	{CodeNotMatched, "record was not matched", "The published version knows no such record: the id is wrong, or the record is excluded by a rule, quarantined or deleted.", "Type `scv customer search` to find records; `scv query \"select * from silver.int_customer__excluded\"` lists what rules keep out.", ExitUsage},
}
