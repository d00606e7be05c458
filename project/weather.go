package project

import (
	"fmt"
	"strings"

	"scv"
)

// weatherColumn is one measurement in silver, in a metric unit, and where each kind
// of provider keeps it: the macro turns the unit of the column into ours.
type weatherColumn struct {
	to, description string
	in              map[scv.SourceKind][]reading
}

func weatherColumns() []weatherColumn {
	column := func(to, description string, weatherSource reading, openMeteo ...reading) weatherColumn {
		return weatherColumn{to, description, map[scv.SourceKind][]reading{scv.WeatherFiles: {weatherSource}, scv.OpenMeteo: openMeteo}}
	}
	return []weatherColumn{
		column("avg_c", "Mean air temperature two metres above ground, °C.", reading{"avg_temperature_air_2m_f", "scv_celsius"}, degrees("temperature_2m_mean")...),
		column("min_c", "Lowest air temperature, °C.", reading{"min_temperature_air_2m_f", "scv_celsius"}, degrees("temperature_2m_min")...),
		column("max_c", "Highest air temperature, °C.", reading{"max_temperature_air_2m_f", "scv_celsius"}, degrees("temperature_2m_max")...),
		column(
			"precipitation_mm", "Precipitation of the day, mm.", reading{"tot_precipitation_in", "scv_millimetres"},
			reading{"precipitation_sum_mm", "scv_tenths"}, reading{"precipitation_sum_inch", "scv_millimetres"},
		),
		column(
			"snowfall_mm", "Snowfall of the day, mm.", reading{"tot_snowfall_in", "scv_millimetres"},
			reading{"snowfall_sum_cm", "scv_centimetres"}, reading{"snowfall_sum_inch", "scv_millimetres"},
		),
		column(
			"max_wind_kmh", "Highest wind speed ten metres above ground, km/h.", reading{"max_wind_speed_10m_mph", "scv_kilometres"},
			reading{"wind_speed_10m_max_km_h", "scv_tenths"}, reading{"wind_speed_10m_max_mp_h", "scv_kilometres"},
			reading{"wind_speed_10m_max_m_s", "scv_metres_a_second"}, reading{"wind_speed_10m_max_kn", "scv_knots"},
		),
		column("avg_humidity_pct", "Mean relative humidity, per cent.", reading{"avg_humidity_relative_2m_pct", "scv_tenths"}, reading{"relative_humidity_2m_mean", "scv_tenths"}),
	}
}

// degrees are the two units of Open-Meteo's temperatures.
func degrees(name string) []reading {
	return []reading{{name + "_c", "scv_tenths"}, {name + "_f", "scv_celsius"}}
}

// weatherSQL is the staging model of a weather table. A file may lack a
// measurement, and a source may have no file of the kind yet: both give nulls and
// no rows, and are found by the check of weather completeness.
func weatherSQL(t table) string {
	var b strings.Builder
	fmt.Fprintf(&b, "{%%- set wanted = source('%s', '%s') -%%}\n", t.source.Name, t.entity.Name)
	b.WriteString("{%- set found = adapter.get_relation(wanted.database, wanted.schema, wanted.identifier) -%}\n")
	b.WriteString("{%- set columns = adapter.get_columns_in_relation(found) | map(attribute='name') | map('lower') | list if found else [] -%}\n")
	shape := shapeOf(t)
	fmt.Fprintf(&b, "select\n    cast(%s as varchar) as provider,\n    %s as kind,\n", literal(t.source.Name), shape.kind)
	b.WriteString("    {% if found %}upper(trim(cast(country as varchar))){% else %}cast(null as varchar){% endif %} as country")
	for _, c := range []measurement{
		{"postal_code", "varchar", []reading{{"postal_code", "scv_trimmed"}}},
		{"city", "varchar", []reading{{shape.city, "scv_trimmed"}}},
		{"date", "date", []reading{{shape.day, "scv_date"}}},
		{"issued_at", "timestamp", shape.issued},
	} {
		b.WriteString(",\n    " + c.sql() + " as " + c.to)
	}
	for _, c := range weatherColumns() {
		b.WriteString(",\n    " + measurement{c.to, "double", c.in[t.source.Kind]}.sql() + " as " + c.to)
	}
	b.WriteString("\n{% if found %}from {{ found }}{% else %}where false{% endif %}\n")
	return b.String()
}

// shape is where a table keeps what is no measurement.
type shape struct {
	kind   string // SQL of history or forecast
	city   string
	day    string
	issued []reading // none for what was measured
}

func shapeOf(t table) shape {
	if t.source.Kind == scv.OpenMeteo {
		// An answer holds days before it, which are over, and days after it.
		return shape{
			"{% if found %}case when \"time\" < cast(fetched_at as date) then 'history' else 'forecast' end{% else %}'forecast'{% endif %}",
			"city", "time",
			[]reading{{"fetched_at", "scv_timestamp"}},
		}
	}
	s := shape{literal(strings.TrimSuffix(t.entity.Name, "_day")), "city_name", "date_valid_std", nil}
	if t.entity.Name == "forecast_day" {
		s.issued = []reading{{"time_init_utc", "scv_timestamp"}}
	}
	return s
}

// measurement is a column of staging and where it may be read from.
type measurement struct {
	to, as string
	from   []reading
}

// reading is a column of bronze and the macro that gives it its type and unit.
type reading struct{ column, macro string }

// sql takes the first column that has a value: files of one table may differ in
// their units. It is null where the table has none of them.
func (m measurement) sql() string {
	null := "cast(null as " + m.as + ")"
	var parts []string
	for _, r := range m.from {
		parts = append(parts, fmt.Sprintf("{%% if '%s' in columns %%}{{ %s('%s') }}{%% else %%}%s{%% endif %%}", r.column, r.macro, quote(r.column), null))
	}
	switch len(parts) {
	case 0:
		return null
	case 1:
		return parts[0]
	}
	return "coalesce(\n        " + strings.Join(parts, ",\n        ") + "\n    )"
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

// providerSQL lists the chain of weather providers with how the newest run found
// them. Before the first run the first one serves.
func providerSQL(chain []string) string {
	if len(chain) == 0 {
		return union(nil, [][2]string{{"provider", "varchar"}, {"rank", "integer"}, {"condition", "varchar"}, {"serves", "boolean"}, {"newest_at", "timestamp"}}, "")
	}
	var b strings.Builder
	b.WriteString("{%- set wanted = source('scv', 'weather_provider') -%}\n{%- set found = adapter.get_relation(wanted.database, wanted.schema, wanted.identifier) -%}\nwith chain as (\n")
	for i, name := range chain {
		if i > 0 {
			b.WriteString("    union all\n")
		}
		fmt.Fprintf(&b, "    select %s as provider, %d as rank\n", literal(name), i+1)
	}
	b.WriteString(`)

select
    chain.provider,
    chain.rank,
    {% if found %}seen.condition{% else %}cast(null as varchar){% endif %} as condition,
    {% if found %}coalesce(seen.serves, false){% else %}chain.rank = 1{% endif %} as serves,
    {% if found %}seen.newest_at{% else %}cast(null as timestamp){% endif %} as newest_at
from chain
{% if found %}left join {{ found }} as seen
    on chain.provider = seen.provider{% endif %}
`)
	return b.String()
}
