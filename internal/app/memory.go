package app

import (
	"os"
	"strings"

	"scv"
	"scv/internal/app/config"
)

// pairMemory is how much memory a home's matching may take.
func (a *App) pairMemory() int64 {
	n, err := config.Bytes(a.Config.Identity.Memory) // Parse has seen that it is right
	if err != nil || n == 0 {
		return machinePart()
	}
	return n
}

// memoryOf reads --memory of a command; "" is a part of the machine's.
func memoryOf(command, text string) (int64, error) {
	n, err := config.Bytes(text)
	if err != nil {
		return 0, &scv.Error{Code: scv.CodeUsage, Op: command, Subject: "--memory", Err: err, Hint: "Write a number and MB or GB: --memory 2GB"}
	}
	if n == 0 {
		n = machinePart()
	}
	return n, nil
}

// usualPart is the part where the machine does not tell what it has.
const usualPart = 1 << 30

// machinePart is a quarter of the machine's memory.
func machinePart() int64 {
	text, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return usualPart
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "MemTotal:"); ok {
			if n, err := config.Bytes(strings.Join(strings.Fields(rest), "")); err == nil && n > 0 {
				return n / 4
			}
		}
	}
	return usualPart
}
