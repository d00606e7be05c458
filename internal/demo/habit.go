package demo

// habit is what a system knows and how it came by it, as shares of 1. What goes
// wrong is multiplied by the noise of the Options.
type habit struct {
	persons, minors, staff, companies        float64 // of them it has
	twice                                    float64 // who is in it two times
	born, email, mobile, phone, street, vat  float64 // records with the value
	old                                      float64 // records that were never brought up to date
	nickname, typo, scan, swapped, upper     float64 // what goes wrong, per value or record
	plain, initial, title, abbreviated, form float64
}

func habits(s system) habit {
	switch s {
	case crmContact: // typed by staff on the telephone
		return habit{
			persons: 0.6, minors: 0.15, staff: 1, twice: 0.07,
			born: 0.8, email: 0.82, mobile: 0.78, phone: 0.6, street: 0.93, old: 0.08,
			nickname: 0.06, typo: 0.025, swapped: 0.006, plain: 0.08, abbreviated: 0.2, initial: 0.004, title: 0.015,
		}
	case crmAccount:
		return habit{
			companies: 0.86, twice: 0.09, email: 0.7, phone: 0.85, street: 0.95, vat: 0.66, old: 0.08,
			typo: 0.025, plain: 0.08, abbreviated: 0.2, form: 0.3,
		}
	case crmLead: // a form on the web: short, and quick
		return habit{
			persons: 0.11, staff: 0.15, twice: 0.05,
			email: 0.95, mobile: 0.55, phone: 0.2, street: 0.25, old: 0.05,
			nickname: 0.1, typo: 0.03, swapped: 0.012, plain: 0.15, abbreviated: 0.3, upper: 0.05, initial: 0.006,
		}
	case legacyCustomer: // typed from paper, some of it scanned
		return habit{
			persons: 0.52, minors: 0.05, staff: 0.02, twice: 0.09,
			born: 0.88, email: 0.38, mobile: 0.45, phone: 0.62, street: 0.97, old: 0.6,
			nickname: 0.02, typo: 0.03, scan: 0.025, swapped: 0.008, plain: 0.3, abbreviated: 0.5, upper: 0.12, initial: 0.01, title: 0.03,
		}
	case legacyCompany:
		return habit{
			companies: 0.55, twice: 0.09, email: 0.4, phone: 0.8, street: 0.97, vat: 0.6, old: 0.6,
			typo: 0.03, scan: 0.025, plain: 0.3, abbreviated: 0.5, upper: 0.15, form: 0.5,
		}
	default: // loyaltyMember: filled in by the customers, typed at the till
		return habit{
			persons: 0.44, minors: 0.6, staff: 0.08, twice: 0.04,
			born: 0.92, email: 0.75, mobile: 0.8, street: 0.75, old: 0.2,
			nickname: 0.1, typo: 0.03, scan: 0.005, swapped: 0.01, plain: 0.15, abbreviated: 0.35, upper: 0.06, initial: 0.004,
		}
	}
}
