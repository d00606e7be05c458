package pipeline

import "testing"

func TestEveryStatementIsThere(t *testing.T) {
	for _, name := range []string{"bronze_state", "quarantine", "weather", "weather_provider", "provider", "providers"} {
		if statement(name) == "" {
			t.Errorf("no sql/%s.sql", name)
		}
	}
}
