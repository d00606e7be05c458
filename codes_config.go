package scv

// Codes of the configuration and of the home folder.
const (
	CodeConfig     Code = "SCV-C001"
	CodeNoHome     Code = "SCV-C002"
	CodeHomeUsed   Code = "SCV-C003"
	CodeUnreadable Code = "SCV-C004"
	CodeUnwritable Code = "SCV-C005"

	CodeWrittenOut Code = "SCV-C006"
)

var configCodes = []CodeInfo{
	{CodeConfig, "scv.yml is wrong", "A key of scv.yml is unknown, has the wrong kind of value, or is missing.", "Go to the line named in the message; `scv init --help` shows a commented file.", ExitUsage},
	{CodeNoHome, "no scv home here", "Neither this folder nor one above it has an scv.yml.", "Type `scv init DIR` to make one, or name it with --dir.", ExitUsage},
	{CodeHomeUsed, "folder is not empty", "scv init and scv demo never write over files of yours.", "Choose another folder with --dir, or remove the old one.", ExitUsage},
	{CodeUnreadable, "file cannot be read", "A file or folder of the home exists but cannot be read.", "Check its permissions and that its disk is there.", ExitUnusable},
	{CodeUnwritable, "file cannot be written", "A file of the home cannot be written: permissions, a read-only disk, or a full one.", "Make the folder writable or free some space, then type the same command again.", ExitUnusable},
	{CodeWrittenOut, "secret written out", "A password, key or address with a password stands in scv.yml itself, where everybody who may read the home can read it.", "Write a reference to where it is, env:NAME or file:PATH, and change the secret.", ExitUsage},
}
