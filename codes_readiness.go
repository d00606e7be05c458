package scv

// Codes of the production checklist.
const (
	CodeBoxUnknown Code = "SCV-R001"
)

var readinessCodes = []CodeInfo{
	{CodeBoxUnknown, "no such box", "The production checklist has no section, group or item of this id.", "Type `scv readiness status` to see the ids.", ExitUsage},
}
