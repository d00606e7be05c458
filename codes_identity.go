package scv

// Codes of matching.
const (
	CodeIdentityInput Code = "SCV-I001"
	CodeIdentityModel Code = "SCV-I002"
	CodeNotMatched    Code = "SCV-I003"
)

var identityCodes = []CodeInfo{
	{CodeIdentityInput, "input of identity is not usable", "The identity model's select has no column record_id, or two rows of one id.", "Select one row per record_id in the model; `unique` on the column shows what is there twice.", ExitUsage},
	{CodeIdentityModel, "learned model cannot be read", "The published identity_model holds no model of this program, or one of a newer version.", "Use the program that published it, or type `scv run --full` after dropping the table to learn anew.", ExitUnusable},
	{CodeNotMatched, "record was not matched", "The published version knows no such record: the id is wrong, or the record is excluded by a rule, quarantined or deleted.", "Type `scv customer search` to find records; `scv query \"select * from silver.int_customer__excluded\"` lists what rules keep out.", ExitUsage},
}
