package profile

// Role is what a column says about a record.
type Role string

// The roles, by the words of the customer vocabulary where it has one.
const (
	GivenName    Role = "given_name"
	FamilyName   Role = "family_name"
	FullName     Role = "full_name"
	NameSuffix   Role = "name_suffix"
	Organisation Role = "organisation_name"
	BirthDate    Role = "birth_date"
	BirthYear    Role = "birth_year"
	BirthMonth   Role = "birth_month"
	BirthDay     Role = "birth_day"
	Email        Role = "email"
	Phone        Role = "phone"
	Mobile       Role = "mobile"
	Street       Role = "street"
	StreetNumber Role = "street_number"
	City         Role = "city"
	PostalCode   Role = "postal_code"
	Country      Role = "country"
	TaxID        Role = "tax_id"
	PartyType    Role = "party_type"
	Identifier   Role = "identifier" // a number that few records share, whatever it is called
	Text         Role = "text"       // words that are alike or not: the rest of an address, a place of birth
	Category     Role = "category"   // one of few values: gender, region
	Ignored      Role = "ignored"    // says nothing about who a record is
)

// Column is what a column was taken for, and why.
type Column struct {
	Name   string
	Role   Role
	Reason string
}

// Single says whether only one column can have the role.
func (r Role) Single() bool {
	switch r {
	case Identifier, Text, Category, Ignored:
		return false
	}
	return true
}

// Roles lists the roles.
func Roles() []string {
	var out []string
	for _, r := range []Role{
		GivenName, FamilyName, FullName, NameSuffix, Organisation, BirthDate, BirthYear, BirthMonth, BirthDay, Email, Phone, Mobile, Street, StreetNumber,
		City, PostalCode, Country, TaxID, PartyType, Identifier, Text, Category, Ignored,
	} {
		out = append(out, string(r))
	}
	return out
}
