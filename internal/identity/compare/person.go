package compare

// Persons gives the comparisons for people. The priors are those of ordinary
// customer data; they matter only where data is scarce.
func Persons() []Comparison {
	return []Comparison{
		{
			Name: "given_name", Columns: []string{given, family}, Alike: .02,
			Levels: []Level{
				{"exact", 1, Prior{.78, .012, .006}},
				{"nickname", .5, Prior{.04, .006, .003}},
				{"close", .5, Prior{.06, .01, .006}},
				{"part", .5, Prior{.03, .01, .005}},
				{"swapped", 0, Prior{.02, .0001, .00002}},
				{"similar", 0, Prior{.01, .0309, .03018}},
				{"different", 0, Prior{.06, .931, .9498}},
			},
			bind: nameOf(given, family, true), counted: []string{given}, say: sayName(given, family, true),
		},
		{
			Name: "family_name", Columns: []string{family, given}, Shared: true,
			Levels: []Level{
				{"exact", 1, Prior{.82, .86, .004}},
				{"close", .5, Prior{.07, .05, .002}},
				{"part", .5, Prior{.02, .01, .002}},
				{"similar", 0, Prior{.01, .01, .03}},
				{"different", 0, Prior{.08, .07, .962}},
			},
			bind: nameOf(family, given, false), counted: []string{family}, say: sayName(family, given, false),
		},
		{
			Name: "birth_date", Columns: []string{"birth_date_std"}, Alike: .006,
			Levels: []Level{
				{"exact", 1, Prior{.86, .01, .00006}},
				{"close", .5, Prior{.07, .01, .0012}},
				{"partly", 0, Prior{.04, .03, .006}},
				{"same year", 0, Prior{.015, .03, .017}},
				{"different", 0, Prior{.015, .92, .97574}},
			},
			bind: dateOf("birth_date_std"), counted: []string{"birth_date_std"}, say: sayDate("birth_date_std"),
		},
		emailComparison(Prior{.6, .04, .00002}),
		phoneComparison(),
		addressComparison(),
		taxComparison(),
		{
			Name: "name_suffix", Columns: []string{"name_suffix_std"}, Alike: .1,
			Levels: []Level{{"same", 0, Prior{.97, .5, .5}}, {"different", 0, Prior{.03, .5, .5}}},
			bind:   equalOf("name_suffix_std"), say: sayEqual("name_suffix_std"),
		},
	}
}

// Organisations gives the comparisons for companies and other organisations.
// What branches and neighbours share is what households share among people.
func Organisations() []Comparison {
	return []Comparison{
		{
			Name: "organisation_name", Columns: []string{"organisation_name_std"}, Shared: true,
			Levels: []Level{
				{"exact", 1, Prior{.7, .01, .0005}},
				{"same words", .5, Prior{.05, .004, .0002}},
				{"close", .5, Prior{.12, .01, .0008}},
				{"part", 0, Prior{.08, .3, .004}},
				{"different", 0, Prior{.05, .676, .9945}},
			},
			bind: organisationOf("organisation_name_std"), counted: []string{"organisation_name_std"}, say: sayOrganisation("organisation_name_std"),
		},
		emailComparison(Prior{.5, .03, .00005}),
		phoneComparison(),
		addressComparison(),
		taxComparison(),
	}
}

func emailComparison(exact Prior) Comparison {
	rest := Prior{1 - exact.M - .06, 1 - exact.H - .004, 1 - exact.U - .0008}
	return Comparison{
		Name: "email", Columns: []string{"email_std"}, Shared: true,
		Levels: []Level{
			{"exact", 1, exact},
			{"same mailbox", 0, Prior{.02, .002, .0004}},
			{"close", .5, Prior{.04, .002, .0004}},
			{"different", 0, rest},
		},
		bind: emailOf("email_std"), counted: []string{"email_std"}, say: sayEmail("email_std"),
	}
}

func phoneComparison() Comparison {
	return Comparison{
		Name: "phone", Columns: []string{"phone_std", "mobile_std"}, Shared: true,
		Levels: []Level{
			{"exact", 1, Prior{.65, .5, .00004}},
			{"close", .5, Prior{.04, .01, .0002}},
			{"different", 0, Prior{.31, .49, .99976}},
		},
		bind: phoneOf("phone_std", "mobile_std"), counted: []string{"phone_std", "mobile_std"}, say: sayPhone("phone_std", "mobile_std"),
	}
}

func addressComparison() Comparison {
	return Comparison{
		Name: "address", Columns: []string{"street_std", "street_number_std", "postal_code_std", "city_std", "country_std"}, Shared: true,
		Levels: []Level{
			{"same door", 0, Prior{.62, .85, .00005}},
			{"nearly the same door", 0, Prior{.12, .08, .0003}},
			{"same place and number", 0, Prior{.02, .01, .0004}},
			{"same place", 0, Prior{.05, .02, .006}},
			{"same postal code", 0, Prior{.03, .01, .003}},
			{"same city", 0, Prior{.03, .01, .02}},
			{"different", 0, Prior{.13, .02, .97025}},
		},
		bind: addressOf, say: sayAddress,
	}
}

func taxComparison() Comparison {
	return Comparison{
		Name: "tax_id", Columns: []string{"tax_id_std"}, Alike: .002,
		Levels: []Level{
			{"exact", 1, Prior{.93, .002, .00002}},
			{"close", 0, Prior{.04, .001, .0002}},
			{"different", 0, Prior{.03, .997, .99978}},
		},
		bind: closeOf("tax_id_std", 4), counted: []string{"tax_id_std"}, say: sayClose("tax_id_std", 4),
	}
}

// For gives the comparisons of a party: "person" or "organisation".
func For(party string) []Comparison {
	if party == "organisation" {
		return Organisations()
	}
	return Persons()
}
