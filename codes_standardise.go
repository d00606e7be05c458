package scv

// Codes of the materialization standardise.
const (
	CodeStandardiseConfig Code = "SCV-I501"
	CodeStandardiseColumn Code = "SCV-I502"
)

var standardiseCodes = []CodeInfo{
	{CodeStandardiseConfig, "standardise is configured wrongly", "The config of a model with `materialized: standardise` has no columns, or a kind or option that does not exist.", "Correct `columns:` in the model's config; the message names the nearest kind or option.", ExitUsage},
	{CodeStandardiseColumn, "column to standardise is missing", "The model does not select a column that its config names.", "Select the column in the model, or take it out of `columns:`.", ExitUsage},
}
