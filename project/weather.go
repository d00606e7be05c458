package project

import (
	"fmt"
	"strings"
)

// weatherColumn is one measurement: its column in Weather Source's shape, the
// macro that turns its unit into a metric one, and its name in silver.
type weatherColumn struct{ from, unit, to, description string }

func weatherColumns() []weatherColumn {
	return []weatherColumn{
		{"avg_temperature_air_2m_f", "scv_celsius", "avg_c", "Mean air temperature two metres above ground, °C."},
		{"min_temperature_air_2m_f", "scv_celsius", "min_c", "Lowest air temperature, °C."},
		{"max_temperature_air_2m_f", "scv_celsius", "max_c", "Highest air temperature, °C."},
		{"tot_precipitation_in", "scv_millimetres", "precipitation_mm", "Precipitation of the day, mm."},
		{"tot_snowfall_in", "scv_millimetres", "snowfall_mm", "Snowfall of the day, mm."},
		{"max_wind_speed_10m_mph", "scv_kilometres", "max_wind_kmh", "Highest wind speed ten metres above ground, km/h."},
		{"avg_humidity_relative_2m_pct", "scv_percent", "avg_humidity_pct", "Mean relative humidity, per cent."},
	}
}

// weatherSQL is the staging model of a weather table. A file may lack a
// measurement, and a source may have no file of the kind yet: both give nulls and
// no rows, and are found by the check of weather completeness.
func weatherSQL(t table) string {
	forecast := t.entity.Name == "forecast_day"
	day, issued := "date_valid_std", "time_init_utc"
	var b strings.Builder
	fmt.Fprintf(&b, "{%%- set wanted = source('%s', '%s') -%%}\n", t.source.Name, t.entity.Name)
	b.WriteString("{%- set found = adapter.get_relation(wanted.database, wanted.schema, wanted.identifier) -%}\n")
	b.WriteString("{%- set columns = adapter.get_columns_in_relation(found) | map(attribute='name') | map('lower') | list if found else [] -%}\n")
	fmt.Fprintf(&b, "select\n    cast(%s as varchar) as provider,\n    %s as kind,\n", literal(t.source.Name), literal(strings.TrimSuffix(t.entity.Name, "_day")))
	column := func(name, kind, as, macro string) {
		value := quote(name)
		if macro != "" {
			value = fmt.Sprintf("{{ %s('%s') }}", macro, quote(name))
		}
		fmt.Fprintf(&b, ",\n    {%% if '%s' in columns %%}%s{%% else %%}cast(null as %s){%% endif %%} as %s", name, value, kind, as)
	}
	fmt.Fprintf(&b, "    {%% if found %%}upper(trim(cast(country as varchar))){%% else %%}cast(null as varchar){%% endif %%} as country")
	column("postal_code", "varchar", "postal_code", "scv_trimmed")
	column("city_name", "varchar", "city", "scv_trimmed")
	column(day, "date", "date", "scv_date")
	if forecast {
		column(issued, "timestamp", "issued_at", "scv_timestamp")
	} else {
		b.WriteString(",\n    cast(null as timestamp) as issued_at")
	}
	for _, c := range weatherColumns() {
		column(c.from, "double", c.to, c.unit)
	}
	b.WriteString("\n{% if found %}from {{ found }}{% else %}where false{% endif %}\n")
	return b.String()
}

func weatherUnionColumns() [][2]string {
	columns := [][2]string{
		{"provider", "varchar"},
		{"kind", "varchar"},
		{"country", "varchar"},
		{"postal_code", "varchar"},
		{"city", "varchar"},
		{"date", "date"},
		{"issued_at", "timestamp"},
	}
	for _, c := range weatherColumns() {
		columns = append(columns, [2]string{c.to, "double"})
	}
	return columns
}

func weatherUnionSQL(tables []table) string { return union(tables, weatherUnionColumns(), "") }
