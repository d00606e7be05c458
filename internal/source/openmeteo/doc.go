// Package openmeteo reads daily weather as Open-Meteo answers it with format=csv:
// a block that lists the places of the request, then a block with one row per
// place and day, whose column names carry the units ("temperature_2m_max (°C)").
// Plain or gzipped; several files, each one answer.
//
// Two things an answer does not say are said beside it. Which postal code a place
// is: places.csv in the same folder, with the columns location_id (left out where
// there is one place only), country, postal_code and, if you like, city. When it
// was asked for: the file's name begins with it, 2026-11-24T06.csv, 2026-11-24T0630
// or 2026-11-24, in UTC.
//
// What the file says is kept: units stay as delivered (they are part of the
// column's name in bronze), a missing value stays missing, the same day asked for
// again is a new record. Which one wins is the project's to say.
package openmeteo
