package remote

import (
	"context"
	"errors"

	"scv"
	"scv/internal/warehouse"
)

// own is a connection to the file that the holder left: it only reads, as a link.
type own struct{ *warehouse.Snapshot }

func ownConn(ctx context.Context, file warehouse.Driver) (warehouse.DriverConn, error) {
	s, err := warehouse.New(file).Snapshot(ctx)
	return own{s}, err
}

func (o own) OnlyReads(string) error { return nil } // Snapshot looks

func (o own) Table(ctx context.Context, sql string, args ...any) (*warehouse.Table, error) {
	t := &warehouse.Table{}
	if err := o.Rows(ctx, sql, args, warehouse.Collect(t)); err != nil {
		return nil, err
	}
	return t, nil
}

func (o own) Exec(context.Context, string, ...any) (int64, error) { return 0, errOnlyReads() }

func (o own) Append(context.Context, scv.Relation, *scv.Batch) error { return errOnlyReads() }

func errOnlyReads() error {
	return &scv.Error{Code: scv.CodeWarehouseInUse, Op: "change warehouse", Err: errors.New("another process held it when this command began"), Hint: "Type the same command again."}
}
