// Package warehouse is the engine that holds the tables, without saying which.
// It owns the portable types (Warehouse, Session, Table), the SQL dialect and the
// one small builder for SQL that Go has to assemble; drivers (duckdb, later
// snowflake) are thin and stand behind Driver. warehousetest is the suite that
// every driver passes.
//
// It never knows a table's meaning: no layer, no customer, no dbt.
//
// Words: session = one connection, where temporary tables and a transaction
// live; scan = rows out by column, streamed; append = rows in by column.
package warehouse
