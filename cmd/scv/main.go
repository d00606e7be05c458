// Command scv turns customers scattered over Dynamics 365, Excel workbooks and
// other files into one governed single customer view. Text in, exit code out:
// every decision is made in internal/app and below.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// fileTooLarge is SIGXFSZ: a limit of a file's size (ulimit -f) is an error of the
// write that meets it, as a full disk is, and no reason to crash.
const fileTooLarge = syscall.Signal(25)

func main() { os.Exit(mainCode()) }

// mainCode is main as a value, so that script tests run it inside the test.
func mainCode() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	signal.Ignore(fileTooLarge)
	return run(ctx, os.Args[1:], os.Stdout, os.Stderr)
}
