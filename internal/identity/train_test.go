package identity

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"scv"
	"scv/internal/identity/spec"
	"scv/internal/warehouse"
)

// manyTown has two records of each of 300 people, and is settled.
func manyTown(t *testing.T) *town {
	t.Helper()
	o := newTown(t)
	o.found(t)
	o.exec(t, "insert into silver.people (record_id, given_name_std, family_name_std, birth_date_std, email_std, phone_std, city_std) "+
		"select 'r' || lpad(k::varchar, 4, '0'), 'given' || (k // 2 % 97), 'family' || (k // 2 % 89), '19' || lpad((k // 2 % 80 + 10)::varchar, 2, '0') || '-03-1' || (k // 2 % 9), 'mail' || (k // 2) || '@x.example', (1000 + k // 2)::varchar, 'city' || (k // 2 % 7) from range(600) t(k)")
	o.settle(t, 50)
	return o
}

func (o *town) train(t *testing.T, reason string) {
	t.Helper()
	if _, err := NewMaterialization(o.w, nil, nil, 1).Train(t.Context(), reason); err != nil {
		t.Fatal(err)
	}
}

// A model that was trained is taken by the next run and no other, the plan says what
// it changes, and the events name it.
func TestATrainedModelIsTakenOnce(t *testing.T) {
	o := manyTown(t)
	x := NewMaterialization(o.w, nil, nil, 1)
	state := func() string {
		s, err := x.Settings(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	before := state()
	plan, err := x.Plan(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if plan.Records != 600 || plan.Kept == 0 || len(plan.Levels) == 0 || state() != before {
		t.Errorf("plan %+v", plan)
	}
	again, err := x.Train(t.Context(), "two years later")
	if err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(again.Changes, again.Levels, again.Kept) != fmt.Sprint(plan.Changes, plan.Levels, plan.Kept) {
		t.Errorf("applied %+v, planned %+v", again, plan)
	}
	if state() == before {
		t.Error("a run would not see that there is a new model")
	}
	published := o.version
	o.build(t, false)
	reason, err := o.w.Table(t.Context(), "select reason from "+o.schema(o.version)+".identity_model where party_type = 'person'")
	if err != nil || fmt.Sprint(reason.Rows) != "[[two years later]]" {
		t.Errorf("model because %v, %v", reason, err)
	}
	events := o.events(t, o.version, published)
	if len(events) != len(plan.Changes)-plan.Moved {
		t.Errorf("%d events, %d planned", len(events), len(plan.Changes))
	}
	for _, e := range events {
		if !strings.Contains(e, "new model: two years later") {
			t.Errorf("event %q", e)
		}
	}
	o.publish(t, o.version)
	o.notes = nil
	o.build(t, false)
	if notes := strings.Join(o.notes, "; "); !strings.Contains(notes, "identity: update") {
		t.Errorf("the model is taken again: %s", notes)
	}
}

// What is learned again from the same records is what is published: the next run notes
// why it was, and it is no new model, so that the runs after it are updates.
func TestAModelThatTeachesNothingNewIsNotTaken(t *testing.T) {
	o := manyTown(t)
	o.train(t, "the first time")
	o.publish(t, o.build(t, false))
	o.train(t, "the second time")
	for run := range 3 {
		before := o.version
		o.notes = nil
		v := o.build(t, false)
		if notes := strings.Join(o.notes, "; "); !strings.Contains(notes, "identity: update") {
			t.Errorf("the model is taken: %s", notes)
		}
		if events := o.events(t, v, before); len(events) > 0 {
			t.Errorf("events %q", events)
		}
		if differ := o.differences(t, before, v); run > 0 && len(differ) > 0 {
			t.Errorf("not as before: %s", strings.Join(differ, "; "))
		}
		reason, err := o.w.Table(t.Context(), "select reason from "+o.schema(v)+".identity_model where party_type = 'person'")
		if err != nil || fmt.Sprint(reason.Rows) != "[[the second time]]" {
			t.Errorf("model because %v, %v", reason, err)
		}
		o.publish(t, v)
	}
}

// A trained model that a run does not use is none that its events could name: that of a
// party with too few pairs, and any under a spec that teaches something else.
func TestATrainedModelThatIsNotUsedIsNotNamed(t *testing.T) {
	o := manyTown(t)
	o.train(t, "two years later")
	for want, specs := range map[string]Specs{
		"person": nil,
		"": func() (*spec.Spec, error) {
			return saying(t, "comparisons: {person: [given_name, family_name, birth_date]}"), nil
		},
	} {
		o.version++
		o.exec(t, "create schema "+o.schema(o.version))
		err := o.w.Tx(t.Context(), func(s *warehouse.Session) error {
			m := scv.Model{SQL: "select * from silver.people", Target: scv.Relation{Schema: o.schema(o.version), Name: "customer_identity"}, Live: live("customer_identity")}
			b, err := NewMaterialization(o.w, nil, nil, 1).Under(specs).newBuild(t.Context(), s, m)
			if err == nil && strings.Join(slices.Collect(maps.Keys(b.trained)), " ") != want {
				t.Errorf("trained: %v, want %q", b.trained, want)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// Training keeps to the memory of pairs, and leaves no file behind.
func TestTrainingInNoRoomIsTraining(t *testing.T) {
	b := newBench(t)
	loadPublic(t, b.w, "febrl3")
	resolve(t, b.w, "select * from silver.people", 1, 0)
	publish(t, b, 1)
	dir := filepath.Join(t.TempDir(), "aside")
	want, err := NewMaterialization(b.w, nil, nil, 2).Plan(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	got, err := NewMaterialization(b.w, nil, nil, 2).Within(1, dir).Plan(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(got.Changes, got.Levels, got.Kept) != fmt.Sprint(want.Changes, want.Levels, want.Kept) {
		t.Errorf("planned %+v, with all the room %+v", got, want)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("nothing was put aside, or files are left behind: %v, %v", left, err)
	}
}

// A column that the spec names and the published records have not is no column without
// values.
func TestTrainingUnderASpecThatWasNotRunIsRefused(t *testing.T) {
	o := manyTown(t)
	specs := func() (*spec.Spec, error) { return saying(t, "columns:\n  loyalty_no: identifier"), nil }
	_, err := NewMaterialization(o.w, nil, nil, 1).Under(specs).Plan(t.Context())
	if scv.CodeOf(err) != scv.CodeMatchSpec || !strings.Contains(scv.HintOf(err), "`scv run` first") {
		t.Errorf("%v, hint %q", err, scv.HintOf(err))
	}
}

// Of a party whose model is new everything is matched, of the other one what changed:
// together that is what matching everything gives.
func TestATrainedModelOfOnePartyLeavesTheOtherAlone(t *testing.T) {
	o := manyTown(t)
	o.exec(t, "insert into silver.people (record_id, party_type, organisation_name_std, city_std, phone_std) "+
		"select 'o' || lpad(k::varchar, 4, '0'), 'organisation', 'firm' || (k // 2), 'city' || (k // 2 % 7), (5000 + k // 2)::varchar from range(40) t(k)")
	o.publish(t, o.build(t, true))
	o.train(t, "for firms")
	o.exec(t, "update _scv.identity_next set model = (select model from identity.identity_model as m where m.party_type = identity_next.party_type) where party_type = 'person'")
	o.exec(t, "update _scv.identity_next set model = replace(model, '\"provisional\":true', '\"provisional\":false') where party_type = 'organisation'")
	o.exec(t, "update silver.people set city_std = 'elsewhere' where record_id in ('r0007', 'o0007')")
	published := o.version
	whole := o.build(t, true)
	o.notes = nil
	updated := o.build(t, false)
	if notes := strings.Join(o.notes, "; "); !strings.Contains(notes, "identity: update") {
		t.Errorf("everything is matched: %s", notes)
	}
	if differ := o.differences(t, whole, updated); len(differ) > 0 {
		t.Errorf("not what matching everything gives: %s", strings.Join(differ, "; "))
	}
	changed, err := o.w.Table(t.Context(), fmt.Sprintf("select n.party_type, n.model = p.model, n.reason from %s.identity_model as n join %s.identity_model as p using (party_type) order by 1", o.schema(updated), o.schema(published)))
	if err != nil || fmt.Sprint(changed.Rows) != "[[organisation false for firms] [person true for firms]]" {
		t.Errorf("models %v, %v", changed, err)
	}
}

// A trained model of too few pairs leaves the published one in use.
func TestATrainedModelThatIsRefusedLeavesThePublishedOne(t *testing.T) {
	o := manyTown(t)
	models := func() string {
		table, err := o.w.Table(t.Context(), "select party_type, md5(model), md5(settled) from "+o.schema(o.version)+".identity_model order by 1")
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(table.Rows)
	}
	before := models()
	o.train(t, "too early")
	o.exec(t, "update _scv.identity_next set model = replace(model, '\"provisional\":false', '\"provisional\":true')")
	o.notes = nil
	o.build(t, false)
	if after := models(); after != before {
		t.Errorf("models %s, they were %s", after, before)
	}
	if notes := strings.Join(o.notes, "; "); !strings.Contains(notes, "identity: update") {
		t.Errorf("everything is matched: %s", notes)
	}
}

// A model that waits can be dropped, one that was taken cannot; going back to the
// version it was trained beside leaves it out, going back to one that has it does not.
func TestATrainedModelIsDroppedWhileItWaitsAndLeftWithItsVersion(t *testing.T) {
	o := manyTown(t)
	parties := func(list []Waiting, err error) string {
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, w := range list {
			out = append(out, w.Party+" "+w.Reason)
		}
		return strings.Join(out, ", ")
	}
	drop := func() string { return parties(DropTrained(t.Context(), o.w)) }
	leave := func(from, to int) string {
		var gone []Waiting
		err := o.w.Tx(t.Context(), func(s *warehouse.Session) (err error) {
			gone, err = Untrain(t.Context(), s, o.schema(from), o.schema(to))
			return err
		})
		return parties(gone, err)
	}
	if got := drop(); got != "" {
		t.Errorf("dropped %q, nothing was trained", got)
	}
	o.train(t, "spring")
	if got := drop(); got != "person spring" {
		t.Errorf("dropped %q", got)
	}
	if stamp, err := TrainedStamp(t.Context(), o.w); err != nil || stamp != "" {
		t.Errorf("a run would see %q, %v", stamp, err)
	}
	o.train(t, "winter")
	o.exec(t, "update _scv.identity_next set model = (select model from identity.identity_model as m where m.party_type = identity_next.party_type) where party_type = 'person'")
	if got := drop(); got != "person winter" {
		t.Errorf("dropped %q: it came out as published, and its reason waits", got)
	}
	if stamp, err := TrainedStamp(t.Context(), o.w); err != nil || stamp != "" {
		t.Errorf("a run would see %q, %v", stamp, err)
	}
	without := o.version
	o.train(t, "winter")
	o.train(t, "spring")
	o.publish(t, o.build(t, false))
	with := o.version
	if got := drop(); got != "" {
		t.Errorf("dropped %q: that of persons is published, that of organisations cannot be used", got)
	}
	o.publish(t, o.build(t, false))
	if got := leave(o.version, with); got != "" {
		t.Errorf("dropped %q: the version that is shown has it", got)
	}
	if got := leave(with, without); got != "person spring" {
		t.Errorf("dropped %q", got)
	}
	o.version = without
	o.publish(t, without)
	o.version = with + 5
	o.build(t, false)
	if got, err := o.w.Table(t.Context(), "select count(*) from "+o.schema(o.version)+".identity_model where reason = 'spring'"); err != nil || fmt.Sprint(got.Rows) != "[[0]]" {
		t.Errorf("the next run took it again: %v, %v", got, err)
	}
}
