package scv

// Codes of answers.
const (
	CodeNothingPublished Code = "SCV-A001"
	CodeNoSuchID         Code = "SCV-A002"
)

var serveCodes = []CodeInfo{
	{CodeNothingPublished, "nothing is published yet", "The question needs a published version and there is none, or it was published by an older scv.", "Type `scv run` to build and publish one.", ExitUsage},
	{CodeNoSuchID, "no such id", "The customer or record id does not exist in the published version; ids of merged customers point to their successor only from the version that merged them.", "Find the id with `scv customer search`.", ExitUsage},
}
