package scv

import "slices"

// Code names a kind of failure for ever: "SCV-" + a letter for the room + three
// digits. Every code has an entry in the catalogue and in docs/reference/codes.md.
type Code string

// CodeInfo is a code's entry in the catalogue.
type CodeInfo struct {
	Code  Code
	Title string // what happened, in five words
	Cause string // why it happens
	Fix   string // what to do about it
	Exit  int    // the exit code a command ends with
}

// Codes of no room in particular.
const (
	CodeInternal    Code = "SCV-X001"
	CodeInterrupted Code = "SCV-X002"
	CodeUsage       Code = "SCV-X003"
	CodeOutput      Code = "SCV-X004"
)

var generalCodes = []CodeInfo{
	{CodeInternal, "internal error", "scv met a situation it was not written for.", "Run the command again with --verbose and report the output; nothing was published.", ExitInternal},
	{CodeInterrupted, "interrupted", "The command was stopped by Ctrl-C, a signal or a deadline.", "Type the same command again: it continues from what was finished.", ExitInterrupted},
	{CodeUsage, "wrong command line", "A flag, an argument or their combination is not understood.", "Read the command's --help; its examples can be pasted.", ExitUsage},
	{CodeOutput, "output cannot be written", "What the command had to say could not be written: the disk behind it is full, or the device is gone.", "Free space, or send the output elsewhere. The work itself is done: `scv status` tells what is published.", ExitUnusable},
}

// Catalogue gives every code, sorted. Each room keeps its own in codes_<room>.go.
func Catalogue() []CodeInfo {
	all := slices.Concat(generalCodes, configCodes, sourceCodes, warehouseCodes, bronzeCodes,
		dbtCodes, identityCodes, splinkCodes, standardiseCodes, pipelineCodes, serveCodes, controlCodes, readinessCodes, observeCodes)
	slices.SortFunc(all, func(a, b CodeInfo) int {
		if a.Code < b.Code {
			return -1
		}
		return 1
	})
	return all
}

// Lookup finds a code's entry.
func Lookup(c Code) (CodeInfo, bool) {
	for _, info := range Catalogue() {
		if info.Code == c {
			return info, true
		}
	}
	return CodeInfo{}, false
}
