package demo

import (
	"time"

	"scv"
)

// system is a table of one of the company's systems.
type system uint8

const (
	crmContact system = iota
	crmAccount
	crmLead
	legacyCustomer
	legacyCompany
	loyaltyMember
	systems // how many there are
)

// names gives the names that Sources declares.
func (s system) names() (source, entity string) {
	switch s {
	case crmContact:
		return "crm", "contact"
	case crmAccount:
		return "crm", "account"
	case crmLead:
		return "crm", "lead"
	case legacyCustomer:
		return "legacy", "customer"
	case legacyCompany:
		return "legacy", "company"
	default:
		return "loyalty", "member"
	}
}

// fate is what becomes of a record; only living ones have a place in the truth.
type fate uint8

const (
	living    fate = iota
	deleted        // a tombstone follows it
	test           // somebody tried the form; a rule of Sources keeps it out
	badDate        // a day that never was: quarantine
	badNumber      // a figure that is none: quarantine
	badRow         // a line with a field too many: quarantine
)

// record is what one system holds of a customer. Text is as written there, but
// for telephones, which are E.164 until they are written.
type record struct {
	system
	fate
	of       *customer // nil for test records
	key      string
	given    string
	family   string
	suffix   string
	company  string
	born     time.Time
	email    string
	phone    string
	mobile   string
	vat      string
	street   string // without number
	number   string
	unit     string
	postal   string
	city     string
	region   string
	country  string // ISO alpha-2
	female   bool
	figure   float64 // revenue or points
	style    int     // 0..99: which of the system's ways of writing this row has
	created  time.Time
	modified time.Time
	older    *record // an earlier version, in the CRM only
}

func (r *record) id() scv.RecordID {
	source, entity := r.names()
	return scv.NewRecordID(source, entity, r.key)
}

// streetLine gives street and number as the record's country writes them.
func (r *record) streetLine() string {
	if r.street == "" {
		return ""
	}
	return address{street: r.street, number: r.number, place: &place{country: r.country}}.whole()
}

func (r *record) live(at address) {
	r.street, r.number, r.unit = at.street, at.number, at.unit
	r.postal, r.city, r.region, r.country = at.postal, at.city, at.region, at.country
}
