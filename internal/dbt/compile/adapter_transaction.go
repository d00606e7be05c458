package compile

import (
	"context"

	"scv/jinja"
)

// transaction is that of a materialization written in Jinja: opened by its first
// statement, ended by adapter.commit() or when the macro ends.
type transaction struct {
	conn Conn
	open bool
}

func (t *transaction) begin(ctx context.Context) error {
	if t == nil || t.open {
		return nil
	}
	_, err := t.conn.Exec(ctx, "begin transaction")
	t.open = err == nil
	return err
}

func (t *transaction) commit(ctx context.Context) error {
	if t == nil || !t.open {
		return nil
	}
	t.open = false
	_, err := t.conn.Exec(context.WithoutCancel(ctx), "commit")
	return err
}

// rollback drops what is open. Its own error says nothing new: a failed statement
// may have ended the transaction.
func (t *transaction) rollback(ctx context.Context) {
	if t != nil && t.open {
		t.open = false
		_, _ = t.conn.Exec(context.WithoutCancel(ctx), "rollback")
	}
}

func (a *adapter) commit(c *jinja.Call) (jinja.Value, error) { return "", a.s.tx.commit(c.Context()) }

func (a *adapter) begin(c *jinja.Call) (jinja.Value, error) { return "", a.s.tx.begin(c.Context()) }
