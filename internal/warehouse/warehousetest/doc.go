// Package warehousetest is the suite that every engine passes: what a Warehouse
// promises, written once, run by each driver's tests with RunAll.
//
// It owns no engine and opens none; it is handed a function that does.
//
// Words: as in package warehouse.
package warehousetest
