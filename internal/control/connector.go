package control

import (
	"context"
	"database/sql/driver"
)

// connector opens by driver value: the name under which the driver registers
// itself with database/sql is not relied upon.
type connector struct {
	dsn    string
	driver driver.Driver
}

// Connect opens one connection.
func (c *connector) Connect(context.Context) (driver.Conn, error) { return c.driver.Open(c.dsn) }

// Driver gives the driver.
func (c *connector) Driver() driver.Driver { return c.driver }
