package app

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"scv"
	"scv/internal/bronze"
	"scv/internal/control"
	"scv/internal/source"
)

// HeldRow is a row in quarantine with its values and what was done about it.
type HeldRow struct {
	bronze.Held
	Columns []HeldCell       `json:"columns"` // in the table's order; without values where the row could not be cut into cells
	Repairs []control.Repair `json:"repairs"` // oldest first
}

// HeldCell is one cell of a row in quarantine.
type HeldCell struct {
	Column  string          `json:"column"`
	Value   string          `json:"value"`
	Reasons []bronze.Reason `json:"reasons,omitempty"`
}

// Repaired is what became of a row that somebody let out of quarantine.
type Repaired struct {
	control.Repair
	Counts scv.Counts `json:"counts"` // of the load that took it
}

// Replayed is what became of rows that were tried again.
type Replayed struct {
	control.Repair
	Tried    int        `json:"tried"`
	Released int        `json:"released"`
	Held     int        `json:"held"` // still
	Counts   scv.Counts `json:"counts"`
}

// Quarantine lists rows in quarantine, without their values.
func (a *App) Quarantine(ctx context.Context, f bronze.Filter) ([]bronze.Held, error) {
	return bronze.List(ctx, a.Warehouse, f)
}

// HeldRow gives a row in quarantine with its values, which may be personal data.
func (a *App) HeldRow(ctx context.Context, id string) (*HeldRow, error) {
	h, err := a.findHeld(ctx, id)
	if err != nil {
		return nil, err
	}
	row := &HeldRow{Held: h}
	if row.Repairs, err = a.Control.RepairsOf(ctx, h.ID); err != nil {
		return nil, err
	}
	order, err := a.cellOrder(ctx, h)
	if err != nil {
		return nil, err
	}
	for _, column := range order {
		cell := HeldCell{Column: column, Value: h.Cells[column]}
		for _, r := range h.Reasons {
			if r.Column == column {
				cell.Reasons = append(cell.Reasons, r)
			}
		}
		row.Columns = append(row.Columns, cell)
	}
	return row, nil
}

// cellOrder gives the columns of a held row as its table has them, those that it
// has no more behind. A row that could not be cut into cells has none of its own:
// then they are what a repair may set.
func (a *App) cellOrder(ctx context.Context, h bronze.Held) ([]string, error) {
	var order []string
	fields, err := a.Warehouse.Columns(ctx, bronze.Relation(h.Source, h.Entity))
	if err != nil {
		return nil, err
	}
	for _, f := range fields {
		_, own := h.Cells[f.Name]
		if own || h.Cells == nil && !strings.HasPrefix(f.Name, "_scv_") {
			order = append(order, f.Name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(h.Cells)) {
		if !slices.Contains(order, name) {
			order = append(order, name)
		}
	}
	return order, nil
}

func (a *App) findHeld(ctx context.Context, id string) (bronze.Held, error) {
	h, ok, err := bronze.Find(ctx, a.Warehouse, id)
	if err == nil && !ok {
		err = &scv.Error{
			Code: scv.CodeNotHeld, Op: "find row", Subject: id, Err: errors.New("no row in quarantine has this id"),
			Hint: "`scv quarantine list` shows the ids of the rows that wait, `--state any` of all.",
		}
	}
	return h, err
}

// Act is who does something about the quarantine, and why.
type Act struct{ By, Reason string }

// FixHeld takes a row with other values for some cells: column (its name in bronze
// or in the source) to value, "" leaves the cell empty. The repair is kept before
// the row is loaded, so that a command that is stopped is completed by the next load.
func (a *App) FixHeld(ctx context.Context, id string, set map[string]string, act Act) (*Repaired, error) {
	h, err := a.findHeld(ctx, id)
	if err != nil {
		return nil, err
	}
	if h.State == bronze.Resolved {
		return nil, refused(h, errors.New("its file does not hold the row any more"), "Type `scv quarantine list` to see what waits.")
	}
	src, t, err := a.tableOf(ctx, h)
	if err != nil {
		return nil, err
	}
	named, err := columnsNamed(t, h, set)
	if err != nil {
		return nil, err
	}
	return a.repair(ctx, src, t, h, "fix", named, act)
}

// ReleaseHeld takes a row without the values that keep it out: their cells stay
// empty.
func (a *App) ReleaseHeld(ctx context.Context, id string, act Act) (*Repaired, error) {
	h, err := a.findHeld(ctx, id)
	if err != nil {
		return nil, err
	}
	if h.State != bronze.StateHeld {
		return nil, refused(h, fmt.Errorf("it is %s already", h.State), "Type `scv quarantine list` to see what waits.")
	}
	src, t, err := a.tableOf(ctx, h)
	if err != nil {
		return nil, err
	}
	if h.Cells == nil {
		return nil, refused(h, errors.New("the line could not be cut into cells, so nothing would be left of it"), fmt.Sprintf("Give its values: scv quarantine fix %s --set COLUMN=VALUE ... --reason WHY", h.ID))
	}
	set := map[string]string{}
	for _, r := range h.Reasons {
		if r.Code == scv.CodeRowNoKey {
			return nil, refused(h, fmt.Errorf("column %s names the record and is empty", r.Column), fmt.Sprintf("Say which record it is: scv quarantine fix %s --set %s=VALUE --reason WHY", h.ID, r.Column))
		}
		if r.Column != "" {
			set[r.Column] = ""
		}
	}
	return a.repair(ctx, src, t, h, "release", set, act)
}

// repair keeps what is to be done, loads, and looks at what became of the row.
func (a *App) repair(ctx context.Context, src *source.Source, t *source.Table, h bronze.Held, action string, set map[string]string, act Act) (*Repaired, error) {
	if err := mendable(t, h, set); err != nil {
		return nil, err
	}
	loadID := newRunID(a.options.Now)()
	r := control.Repair{
		ID: "R-" + loadID, Action: action, HeldID: h.ID, Source: h.Source, Entity: h.Entity, RecordID: h.RecordID, RowHash: h.RowHash,
		By: act.By, Reason: act.Reason, At: a.options.Now(), Before: map[string]string{}, After: set, State: control.RepairRecorded,
	}
	for column := range set {
		r.Before[column] = h.Cells[column]
	}
	if err := a.Control.AddRepair(ctx, r); err != nil {
		return nil, err
	}
	report, err := a.loader().Load(ctx, src, loadID)
	if err != nil {
		return nil, fmt.Errorf("load %s: %w", src.Name(), err)
	}
	after, _, err := bronze.Find(ctx, a.Warehouse, h.ID)
	if err != nil {
		return nil, err
	}
	r.State, r.Outcome = control.RepairApplied, "taken by load "+loadID
	if after.Repair != r.ID {
		r.State, r.Outcome = control.RepairWithdrawn, "the row is "+after.State+": "+after.Codes
	}
	if err := a.Control.SettleRepair(ctx, r.ID, r.State, r.Outcome); err != nil {
		return nil, err
	}
	if r.State == control.RepairWithdrawn {
		return nil, notTaken(after)
	}
	return &Repaired{Repair: r, Counts: report.Counts()}, nil
}

// settleRepairs looks what became of repairs whose command was stopped: a load has
// taken them since.
func (a *App) settleRepairs(ctx context.Context) error {
	open, err := a.Control.OpenRepairs(ctx)
	if err != nil {
		return err
	}
	for _, r := range open {
		h, ok, err := bronze.Find(ctx, a.Warehouse, r.HeldID)
		if err != nil {
			return err
		}
		if !ok || h.Repair != r.ID {
			continue // no load met the row yet
		}
		if err := a.Control.SettleRepair(ctx, r.ID, control.RepairApplied, "taken by a later load"); err != nil {
			return err
		}
	}
	return nil
}

// ReplayHeld tries rows again that wait: after a change of scv.yml, or of files.
func (a *App) ReplayHeld(ctx context.Context, f bronze.Filter, act Act) (*Replayed, error) {
	f.State = bronze.StateHeld
	before, err := bronze.List(ctx, a.Warehouse, f)
	if err != nil {
		return nil, err
	}
	loadID := newRunID(a.options.Now)()
	r := &Replayed{Tried: len(before), Repair: control.Repair{
		ID: "R-" + loadID, Action: "replay", HeldID: f.ID, Source: f.Source, Entity: f.Entity, By: act.By, Reason: act.Reason, At: a.options.Now(), State: control.RepairRecorded,
	}}
	if len(before) == 0 {
		return r, nil
	}
	if err := a.Control.AddRepair(ctx, r.Repair); err != nil {
		return r, err
	}
	wanted := map[string]bool{}
	for _, h := range before {
		wanted[h.Source+"\x00"+h.ID] = true
	}
	if err := a.replay(ctx, r, loadID, before, func(h bronze.Held) bool { return wanted[h.Source+"\x00"+h.ID] }); err != nil {
		return r, err
	}
	after, err := bronze.List(ctx, a.Warehouse, f)
	if err != nil {
		return r, err
	}
	for _, h := range after {
		if wanted[h.Source+"\x00"+h.ID] {
			r.Held++
		}
	}
	r.Released = r.Tried - r.Held
	r.State, r.Outcome = control.RepairApplied, fmt.Sprintf("%d tried, %d released, %d still held", r.Tried, r.Released, r.Held)
	return r, a.Control.SettleRepair(ctx, r.ID, r.State, r.Outcome)
}

// replay loads the sources of the rows again.
func (a *App) replay(ctx context.Context, r *Replayed, loadID string, rows []bronze.Held, wanted func(bronze.Held) bool) error {
	sources, err := a.sources()
	if err != nil {
		return err
	}
	for _, src := range sources {
		if !slices.ContainsFunc(rows, func(h bronze.Held) bool { return h.Source == src.Name() }) {
			continue
		}
		report, err := a.loader().Replay(ctx, src, loadID, wanted)
		if err != nil {
			return fmt.Errorf("load %s: %w", src.Name(), err)
		}
		r.Counts = r.Counts.Plus(report.Counts())
	}
	return nil
}

// loader lands rows as every run does, with the repairs of the control database.
func (a *App) loader() *bronze.Loader {
	return bronze.New(bronze.Options{Warehouse: a.Warehouse, Now: a.options.Now, Progress: a.options.Progress, Repairs: a.repairs})
}

func (a *App) repairs(ctx context.Context, src, entity string) ([]bronze.Repair, error) {
	list, err := a.Control.Repairs(ctx, src, entity)
	if err != nil {
		return nil, err
	}
	repairs := make([]bronze.Repair, len(list))
	for i, r := range list {
		repairs[i] = bronze.Repair{ID: r.ID, RecordID: r.RecordID, RowHash: r.RowHash, Set: r.After}
	}
	return repairs, nil
}

// allRepairs gives everything that people did about the quarantine.
func (a *App) allRepairs(ctx context.Context) ([]control.Repair, error) {
	return a.Control.AllRepairs(ctx)
}

// tableOf finds the source and the table of a held row.
func (a *App) tableOf(ctx context.Context, h bronze.Held) (*source.Source, *source.Table, error) {
	sources, err := a.sources()
	if err != nil {
		return nil, nil, err
	}
	for _, src := range sources {
		if src.Name() != h.Source {
			continue
		}
		tables, err := src.Tables(ctx)
		if err != nil {
			return nil, nil, err
		}
		for i := range tables {
			if tables[i].Entity == h.Entity && slices.ContainsFunc(tables[i].Files, func(f source.File) bool { return f.Path == h.File }) {
				return src, &tables[i], nil
			}
		}
	}
	return nil, nil, refused(h, fmt.Errorf("%s/%s has no file %s any more", h.Source, h.Entity, h.File), "A repair takes the row from its file: put the file back, or wait until the source delivers the record again.")
}

// columnsNamed turns the names that a person used into columns.
func columnsNamed(t *source.Table, h bronze.Held, set map[string]string) (map[string]string, error) {
	named := map[string]string{}
	for name, value := range set {
		column, ok := bronze.FieldNamed(t, name)
		if !ok {
			var names []string
			for _, f := range t.Fields {
				names = append(names, f.Name)
			}
			hint := "`scv quarantine show " + h.ID + "` lists its columns."
			if near := scv.Nearest(name, names); near != "" {
				hint = fmt.Sprintf("Did you mean %s?", near)
			}
			return nil, &scv.Error{Code: scv.CodeUsage, Op: "repair", Subject: h.ID, Err: fmt.Errorf("%s/%s has no column %s", h.Source, h.Entity, name), Hint: hint}
		}
		named[column] = value
	}
	return named, nil
}

// mendable refuses a repair that would not do, before anything is kept.
func mendable(t *source.Table, h bronze.Held, set map[string]string) error {
	bad, missing := bronze.Mendable(t, h, set)
	switch {
	case len(bad) > 0:
		var words []string
		for _, column := range slices.Sorted(maps.Keys(bad)) {
			info, _ := scv.Lookup(bad[column])
			words = append(words, fmt.Sprintf("column %s would have the same trouble: %s (%s)", column, info.Title, bad[column]))
		}
		return refused(h, errors.New(strings.Join(words, "; ")), "Give a value of the column's type; `scv quarantine show "+h.ID+"` tells which.")
	case len(missing) > 0:
		return refused(h, fmt.Errorf("column %s keeps it out too", strings.Join(missing, ", ")), fmt.Sprintf("Set it as well: --set %s=VALUE; an empty value leaves the cell empty.", missing[0]))
	}
	return nil
}

func refused(h bronze.Held, err error, hint string) error {
	return &scv.Error{Code: scv.CodeRepairRefused, Op: "repair", Subject: h.ID + " (" + placeOf(h) + ")", Err: err, Hint: hint}
}

// notTaken tells why a row is not in bronze although its repair looked good.
func notTaken(h bronze.Held) error {
	if strings.Contains(h.Codes, string(scv.CodeDuplicateKey)) {
		return refused(h, errors.New("another row of the file has its key"), "Set the key columns to another value, or correct the file.")
	}
	return refused(h, errors.New("with these values the row still cannot be taken: "+h.Codes), "The file may have changed since: type `scv quarantine show "+h.ID+"`.")
}

// placeOf says where a row is in its file.
func placeOf(h bronze.Held) string {
	place := h.File
	if h.Sheet != "" {
		place += ", sheet " + h.Sheet
	}
	return fmt.Sprintf("%s, row %d", place, h.Row)
}

// Age turns how long a row waits into since when.
func (a *App) Age(d time.Duration) time.Time {
	if d == 0 {
		return time.Time{}
	}
	return a.options.Now().Add(-d)
}
