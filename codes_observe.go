package scv

// Codes of notices and drills.
const (
	CodeReceiver   Code = "SCV-N001"
	CodeNoReceiver Code = "SCV-N002"
	CodeDrill      Code = "SCV-N003"
	CodeNoChain    Code = "SCV-N004"
)

var observeCodes = []CodeInfo{
	{CodeReceiver, "receiver cannot be reached", "A file, command, webhook or mail server named under notify: in scv.yml did not take a message after three attempts.", "Read the reason beside its name, correct it in scv.yml or mend what answers there, and type `scv notify test`. Runs are not affected; what was not delivered is sent with the next one.", ExitUnusable},
	{CodeNoReceiver, "no such receiver", "scv.yml names no receiver, or none of this name, under notify:.", "Add it to scv.yml, or correct the name.", ExitUsage},
	{CodeDrill, "the drill failed", "What the drill provoked was not met as it should be: the fallback did not serve, nobody was told, or the way back was not taken.", "Read which step failed; until it passes, do not rely on the fallback.", ExitVerdict},
	{CodeNoChain, "nothing to fall back to", "The drill needs at least two weather sources in scv.yml, the first of which is good now.", "Add a second weather source, or mend the first; docs/reference/weather.md shows a chain.", ExitUsage},
}
