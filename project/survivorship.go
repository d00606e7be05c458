package project

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// SurvivorshipFile is where the rules of golden values go.
const SurvivorshipFile = "macros/survivorship_chosen.sql"

// Survivorship gives the macro that says by which rule the golden value of each
// attribute is chosen, so that another dbt knows it, too.
func Survivorship(rules map[string]string) File {
	var b strings.Builder
	b.WriteString("{# Attribute of the golden record -> rule (survivorship.sql). #}\n{% macro scv_chosen_survivorship() %}\n    {{ return({\n")
	for _, word := range slices.Sorted(maps.Keys(rules)) {
		fmt.Fprintf(&b, "        '%s': '%s',\n", word, rules[word])
	}
	b.WriteString("    }) }}\n{% endmacro %}\n")
	body := b.String()
	return File{SurvivorshipFile, []byte("{# generated from identity/customer.yml, " + edited + digest(body) + " #}\n" + body)}
}
