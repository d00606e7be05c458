package record_test

import (
	"errors"
	"slices"
	"strconv"
	"testing"

	"scv"
	"scv/internal/identity/record"
	"scv/internal/identity/record/recordtest"
)

func TestRowsStandInOrderOfTheirIDs(t *testing.T) {
	s := recordtest.Set(t, []string{"record_id", "given_name_std", "family_name_std"},
		[]string{"b", "anna", "berger"}, []string{"a", "berger", ""}, []string{"c", "", "anna"})
	if want := []string{"a", "b", "c"}; !slices.Equal(s.IDs, want) {
		t.Fatalf("ids %v", s.IDs)
	}
	given, family := s.Column("given_name_std"), s.Column("family_name_std")
	if given.Text(0) != "berger" || given.Text(1) != "anna" || given.Codes[2] != 0 {
		t.Errorf("given names %q %q %q", given.Text(0), given.Text(1), given.Text(2))
	}
	if given.Codes[0] != family.Codes[1] {
		t.Error("one spelling has two codes in columns that share a dictionary")
	}
	if row, ok := s.Row("c"); !ok || row != 2 {
		t.Errorf("c is row %d, %t", row, ok)
	}
	if missing := s.Column("email_std"); len(missing.Codes) != 3 || missing.Codes[0] != 0 {
		t.Error("a column that is not there is not null")
	}
}

func TestCountsAreOfRecordsNotOfMentions(t *testing.T) {
	s := recordtest.Set(t, []string{"record_id", "phone_std", "mobile_std"}, []string{"a", "1", "1"}, []string{"b", "2", "1"}, []string{"c", "", "2"})
	phone, mobile := s.Column("phone_std"), s.Column("mobile_std")
	n := record.Counts(phone, mobile)
	if one, two := n[phone.Codes[0]], n[phone.Codes[1]]; one != 2 || two != 2 || n[0] != 0 {
		t.Errorf("counts %d and %d, null %d", one, two, n[0])
	}
}

func TestSubsetsKeepTheirValues(t *testing.T) {
	s := recordtest.Set(t, []string{"record_id", "city_std"}, []string{"a", "bonn"}, []string{"b", "ulm"}, []string{"c", "bonn"})
	sub := s.Subset([]int32{1, 2})
	if sub.Len() != 2 || sub.Column("city_std").Text(1) != "bonn" || sub.IDs[0] != "b" {
		t.Errorf("%v", sub.IDs)
	}
}

// A dictionary at rest that is asked again has the codes it had.
func TestADictionaryWakesUp(t *testing.T) {
	d := record.NewDict()
	for k := range 1000 {
		d.Code(strconv.Itoa(k % 700))
	}
	d.Rest()
	if d.Len() != 701 || d.Code("699") != 700 || d.Code("new") != 701 || d.Code("0") != 1 || d.Value(701) != "new" {
		t.Errorf("%d codes, 699 is %d, 0 is %d", d.Len(), d.Code("699"), d.Code("0"))
	}
}

func TestTwoRowsOfOneIDAreAnError(t *testing.T) {
	_, err := recordtest.Read(t, []string{"record_id"}, []string{"a"}, []string{"a"})
	var e *scv.Error
	if !errors.As(err, &e) || e.Code != scv.CodeIdentityInput || e.Subject != "a" {
		t.Errorf("%v", err)
	}
}
