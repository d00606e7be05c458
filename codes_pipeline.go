package scv

// Codes of the pipeline.
const (
	CodeVerdict Code = "SCV-P001"
	CodeBuild   Code = "SCV-P002"
	CodeTruth   Code = "SCV-P003"
	CodeVersion Code = "SCV-P004"
	CodeLeft    Code = "SCV-P005"
)

var pipelineCodes = []CodeInfo{
	{CodeVerdict, "checks failed, nothing published", "At least one check of severity error found rows that break it.", "Look at the rows the message names, repair them at their source or the check in project/, and run again; the version before stays live.", ExitVerdict},
	{CodeBuild, "a model could not be built", "A model of the project ended with an error, so there is no whole version to publish.", "Read the model's error above, repair its SQL in project/models, and run again.", ExitUsage},
	{CodeTruth, "the truth file cannot be read", "The file named as truth: in scv.yml is missing or has no columns record_id and entity_id.", "Correct truth: in scv.yml, or take the line out: it only measures.", ExitUnusable},
	{CodeVersion, "no such version", "The version is not kept any more, never was, or is the live one already.", "Type `scv versions` to see what is kept.", ExitUsage},
	{CodeLeft, "the run would build what was rolled back", "Nothing changed since the version that readers were taken back from was built, so a run would make the same mistake again.", "Repair the source, the project or scv.yml and run again, or type `scv rollback` with the version's number to show it after all.", ExitGate},
}
