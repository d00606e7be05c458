package control

import (
	"context"
	"database/sql/driver"
	"errors"
	"time"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

// connector opens by driver value: the name under which the driver registers
// itself with database/sql is not relied upon.
type connector struct {
	dsn    string
	driver driver.Driver
}

const (
	patience = 5 * time.Second // for another process, as in settings
	again    = 5 * time.Millisecond
)

// Connect opens one connection. Of several processes that turn a new file to WAL at once
// SQLite refuses all but one without waiting, whatever busy_timeout says: they ask again.
func (c *connector) Connect(ctx context.Context) (driver.Conn, error) {
	over := time.NewTimer(patience)
	defer over.Stop()
	for {
		conn, err := c.driver.Open(c.dsn)
		if err == nil || !busy(err) {
			return conn, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-over.C:
			return nil, err
		case <-time.After(again):
		}
	}
}

func busy(err error) bool {
	s, ok := errors.AsType[*sqlite.Error](err)
	return ok && s.Code()&primary == lib.SQLITE_BUSY
}

// Driver gives the driver.
func (c *connector) Driver() driver.Driver { return c.driver }
