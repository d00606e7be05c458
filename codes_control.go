package scv

// Codes of the control database.
const (
	CodeControlInUse   Code = "SCV-T001"
	CodeControlDamaged Code = "SCV-T002"
	CodeControlOpen    Code = "SCV-T003"
	CodeControlNewer   Code = "SCV-T004"
	CodeControlFailed  Code = "SCV-T005"
	CodeRunUnknown     Code = "SCV-T006"
)

var controlCodes = []CodeInfo{
	{CodeControlInUse, "control database is in use", "Another scv process was writing to the control database for more than five seconds.", "Wait until the other command has ended and type this one again.", ExitUnusable},
	{CodeControlDamaged, "control database is damaged", "The file is no SQLite database, or parts of it cannot be read.", "Restore it from a backup, or move it away: the history of runs starts anew, customers are not touched.", ExitUnusable},
	{CodeControlOpen, "control database cannot be opened", "The folder is missing or may not be written to, or the disk is full.", "Check the folder and the free space, then type the command again.", ExitUnusable},
	{CodeControlNewer, "control database is newer", "The file was written by a newer scv than this one.", "Use the newer scv, or restore a backup from before the upgrade.", ExitUnusable},
	{CodeControlFailed, "control database failed", "A statement on the control database did not work.", "Report this with the message; the warehouse is not touched.", ExitInternal},
	{CodeRunUnknown, "no such run", "No run of this id was started.", "Type `scv status` to see the runs.", ExitUsage},
}
