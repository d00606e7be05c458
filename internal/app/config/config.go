package config

import "scv"

// Name is the file that makes a folder a home.
const Name = "scv.yml"

// Config is a home as its scv.yml describes it. Paths are relative to the home
// and use forward slashes.
type Config struct {
	Company        string
	Warehouse      Warehouse
	Control        string // the control database
	Project        string // the dbt project
	DefaultCountry string // ISO 3166 alpha-2, for phones and postal codes of rows without a country; may be ""
	Truth          string // CSV of record_id, entity_id: known truth to measure matching by; may be ""
	KeepVersions   int    // published versions that stay for rollback
	Vars           []Var  // passed to the dbt project, in file order
	Sources        []scv.SourceConfig
	Weather        Weather
	Notify         Notify
	Identity       Identity
}

// Identity says what matching may use.
type Identity struct {
	Memory string // for pairs, as Bytes reads it; "" = a quarter of the machine's. What is beyond lies in files
}

// Warehouse says where the tables are and what they may use.
type Warehouse struct {
	Path        string
	MemoryLimit string // as DuckDB reads it: "2GB"
	Threads     int    // 0 = all cores
}

// Var is one variable of the dbt project: nil, bool, int64, float64 or string.
type Var struct {
	Name  string
	Value any
}

// Default is the configuration of an empty home.
func Default() Config {
	return Config{
		Company:      "My company",
		Warehouse:    Warehouse{Path: "data/warehouse.duckdb", MemoryLimit: "2GB"},
		Control:      "data/control.db",
		Project:      "project",
		KeepVersions: 7,
		Weather:      Weather{LastGoodDays: defaultLastGoodDays},
	}
}
