package control

import (
	"context"
	"database/sql"
	"time"
)

// Delivery is how sending one message to one receiver went.
type Delivery struct {
	Incident string // id of the incident, "" for a test
	Event    string // opened, resolved or test
	Receiver string
	Sent     bool
	Attempts int
	At       time.Time
	Receipt  string // what the receiver answered
	Error    string // why it was not sent; no secret, no address
}

// AddDelivery records a delivery, even when ctx is over.
func (d *DB) AddDelivery(ctx context.Context, v Delivery) error {
	_, err := d.sql.ExecContext(context.WithoutCancel(ctx),
		"insert into delivery (incident, event, receiver, sent, attempts, at, receipt, error) values (?, ?, ?, ?, ?, ?, ?, ?)",
		v.Incident, v.Event, v.Receiver, v.Sent, v.Attempts, stamp(v.At), v.Receipt, v.Error)
	return translate("record delivery", d.path, err)
}

// LastDeliveries gives the newest delivery of each receiver and, where that one
// failed, the newest that did not beside it; by receiver, then oldest first.
func (d *DB) LastDeliveries(ctx context.Context) ([]Delivery, error) {
	found, err := list(ctx, d.sql, scanDelivery, `select incident, event, receiver, sent, attempts, at, receipt, error from delivery
where seq in (select max(seq) from delivery group by receiver union select max(seq) from delivery where sent = 1 group by receiver) order by receiver, seq`)
	return found, translate("read deliveries", d.path, err)
}

func scanDelivery(rows *sql.Rows) (v Delivery, err error) {
	var at string
	if err := rows.Scan(&v.Incident, &v.Event, &v.Receiver, &v.Sent, &v.Attempts, &at, &v.Receipt, &v.Error); err != nil {
		return v, err
	}
	v.At, err = parse(at)
	return v, err
}
