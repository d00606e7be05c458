// Package weather reads daily weather in the shape of Weather Source's
// FORECAST_DAY and HISTORY_DAY: CSV with a header, plain or gzipped, one row per
// country, postal code and day (and, for forecasts, issue time).
//
// What the file says is kept: a missing value stays missing, units stay as
// delivered, a forecast issued again is a new record. Which issue wins is the
// project's to say.
package weather
