package config

import (
	_ "embed"
	"fmt"

	"scv/internal/observe/alert"
)

// exampleNotify stands in a file without receivers, like exampleSources.
//
//go:embed example_notify.yml
var exampleNotify string

func (w *writer) weather(c Config) {
	if len(c.Weather.Providers) == 0 {
		return
	}
	w.line(0, "")
	w.line(0, "weather:  # the first provider that is neither missing, broken nor stale serves")
	w.line(1, "providers: %s", flow(c.Weather.Providers))
	days := "never"
	if c.Weather.LastGoodDays > 0 {
		days = fmt.Sprintf("%dd", c.Weather.LastGoodDays)
	}
	w.line(1, "last_good: %s  # where none is good, values received earlier serve, marked, up to this age", days)
}

func (w *writer) notify(n Notify) {
	w.line(0, "")
	w.line(0, "# Who is told when a run fails, a source is stale or a fallback serves, and when it is")
	w.line(0, "# over. Secrets are named, never written: env:NAME or file:PATH. `scv notify test` tries.")
	if len(n.Receivers) == 0 {
		w.WriteString(exampleNotify)
		return
	}
	w.line(0, "notify:")
	w.line(1, "receivers:")
	for _, r := range n.Receivers {
		w.line(2, "%s:", r.Name)
		w.line(3, "kind: %s", r.Kind)
		w.receiver(r)
	}
}

func (w *writer) receiver(r alert.Receiver) {
	setting := func(key, value string) {
		if value != "" {
			w.line(3, "%s: %s", key, quote(value))
		}
	}
	list := func(key string, values []string) {
		if len(values) > 0 {
			w.line(3, "%s: %s", key, flow(values))
		}
	}
	setting("path", r.Path)
	list("run", r.Run)
	setting("url", r.URL)
	setting("secret", r.Secret)
	setting("server", r.Server)
	setting("security", r.Security)
	setting("username", r.Username)
	setting("password", r.Password)
	setting("from", r.From)
	list("to", r.To)
}
