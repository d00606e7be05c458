package main

import (
	"fmt"
	"strings"
)

func lineCount(s string) int { return strings.Count(s, "\n") + 1 }

// templates writes models as people write them: a config, CTEs over refs, a loop
// over columns, a macro, a branch for incremental runs. No two are equal.
func templates(count int) []string {
	out := make([]string, count)
	for i := range out {
		var b strings.Builder
		fmt.Fprintf(&b, "{{ config(materialized='incremental', unique_key='id_%d', tags=['t%d', 'nightly']) }}\n\n", i, i%7)
		fmt.Fprintf(&b, "{%%- set columns = ['amount_%d', 'tax', 'fee', 'net'] -%%}\n", i)
		fmt.Fprintf(&b, "{%% macro cents(column, digits=2) -%%}\n    round({{ column }} / 100.0, {{ digits }})\n{%%- endmacro %%}\n\nwith\n")
		fmt.Fprintf(&b, "orders_%d as (\n    select * from {{ ref('stg_orders_%d') }}\n    where status in ({%% for s in var('states') %%}'{{ s }}'{{ ', ' if not loop.last }}{%% endfor %%})\n),\n", i, i)
		fmt.Fprintf(&b, "customers as (\n    select * from {{ source('crm', 'customers_%d') }}\n),\n\nsummed as (\n    select\n        id_%d,\n", i%11, i)
		b.WriteString("        {%- for column in columns %}\n        sum({{ cents(column) }}) as {{ column | lower }}_total\n        {%- if not loop.last %},{% endif %}\n        {%- endfor %}\n    from ")
		fmt.Fprintf(&b, "orders_%d\n    group by 1\n)\n\nselect\n    summed.*,\n    customers.name,\n    '{{ this }}' as built_as\nfrom summed\nleft join customers using (id_%d)\n", i, i)
		b.WriteString("{% if is_incremental() %}\nwhere updated_at > (select max(updated_at) from {{ this }})\n{% else %}\nwhere true {# the first run #}\n{% endif %}\n")
		out[i] = b.String()
	}
	return out
}
