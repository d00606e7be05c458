package scv

// Codes of models that were made by Splink.
const (
	CodeSplinkModel     Code = "SCV-I111"
	CodeSplinkColumn    Code = "SCV-I112"
	CodeSplinkCondition Code = "SCV-I113"
	CodeSplinkAllPairs  Code = "SCV-I114"
	CodeSplinkTraining  Code = "SCV-I115"
	CodeSplinkSQL       Code = "SCV-I116"
)

var splinkCodes = []CodeInfo{
	{CodeSplinkModel, "Splink model cannot be used", "The model file is no JSON object, lacks a key that Splink needs, or has a value of another kind.", "Save the model again with linker.misc.save_model_to_json, or correct the key that the message names.", ExitUsage},
	{CodeSplinkColumn, "table lacks a column of the model", "A comparison, a term frequency or a blocking rule of the model reads a column that the table does not have.", "Add the column to the table, or name it as the model does.", ExitUsage},
	{CodeSplinkCondition, "condition of the model cannot be evaluated", "A condition is none that DuckDB can run on these columns, or a value made it fail (a text that is no number was cast to one).", "Look at the level or rule that the message names: columns of CSV files are text, cast them in the condition.", ExitUsage},
	{CodeSplinkAllPairs, "rule looks at too many pairs", "A blocking rule has no equality that could bring records together, so that all pairs of records would be looked at, or a value that very many records share.", "Write the rule so that it brings fewer records together, or allow so many pairs with --all-pairs.", ExitUsage},
	{CodeSplinkSQL, "model cannot be written as SQL", "A condition of the model uses a function or a list that the engine asked for does not have, or a rule explodes an array.", "Take another dialect, write the level otherwise, or let `scv identity dedupe --spec` evaluate the model.", ExitUsage},
	{CodeSplinkTraining, "model cannot be trained", "A rule for training makes no pairs, or no rule leaves a comparison to learn.", "Name other rules with --train-on.", ExitUsage},
}
