package demo

// mobile draws a mobile number in the form of its country, as E.164. The digits
// are random: whether somebody has the number is unknown to us.
func (d dice) mobile(country string) string {
	switch country {
	case "DE":
		return "+49" + d.pick([]string{"151", "160", "170", "171", "172", "175", "176"}) + d.nonZero() + d.digits(6)
	case "AT":
		return "+43" + d.pick([]string{"664", "676", "660", "699"}) + d.nonZero() + d.digits(6)
	case "CH":
		return "+417" + d.pick([]string{"6", "7", "8", "9"}) + d.nonZero() + d.digits(6)
	case "FR":
		return "+336" + d.pick([]string{"1", "2", "3", "4", "5", "6", "7", "8"}) + d.digits(7)
	case "GB":
		return "+447" + d.pick([]string{"40", "48", "50", "71", "72", "79", "81", "85", "91"}) + d.nonZero() + d.digits(6)
	case "US":
		return "+1" + d.pick([]string{"212", "415", "312", "617", "713", "206", "305", "404"}) + d.exchange() + d.digits(4)
	case "CA":
		return "+1" + d.pick([]string{"416", "604", "514", "403"}) + d.exchange() + d.digits(4)
	case "NL":
		return "+316" + d.pick([]string{"1", "2", "3", "4", "5"}) + d.digits(7)
	case "IT":
		return "+393" + d.pick([]string{"28", "33", "38", "47", "49", "20"}) + d.digits(7)
	case "ES":
		return "+346" + d.pick([]string{"0", "1", "2", "3", "5", "6", "7", "8"}) + d.digits(7)
	case "SE":
		return "+467" + d.pick([]string{"0", "2", "3", "6"}) + d.nonZero() + d.digits(6)
	default: // AU
		return "+614" + d.pick([]string{"0", "1", "2", "3"}) + d.digits(7)
	}
}

// landline draws a number of a house or an office.
func (d dice) landline(country string) string {
	switch country {
	case "DE":
		return "+49" + d.pick([]string{"30", "40", "69", "89", "221", "211", "711"}) + d.nonZero() + d.digits(6)
	case "AT":
		return "+431" + d.nonZero() + d.digits(6)
	case "CH":
		return "+41" + d.pick([]string{"44", "31", "61", "22"}) + d.pick([]string{"2", "3", "4", "5", "6", "7"}) + d.digits(6)
	case "FR":
		return "+33" + d.pick([]string{"14", "25", "38", "47", "56"}) + d.digits(7)
	case "GB":
		return "+44" + d.pick([]string{"207", "208", "121", "161"}) + d.pick([]string{"2", "3", "4", "5", "6", "7", "8"}) + d.digits(6)
	case "US", "CA":
		return d.mobile(country)
	case "NL":
		return "+31" + d.pick([]string{"20", "10", "70", "30"}) + d.pick([]string{"2", "3", "4", "5", "6", "7"}) + d.digits(6)
	case "IT":
		return "+3902" + d.pick([]string{"2", "3", "4", "5", "6", "8"}) + d.digits(7)
	case "ES":
		return "+349" + d.pick([]string{"1", "3"}) + d.pick([]string{"2", "3", "4", "5"}) + d.digits(6)
	case "SE":
		return "+468" + d.pick([]string{"5", "6", "7"}) + d.digits(6) + d.digits(1)
	default: // AU
		return "+612" + d.pick([]string{"9", "8"}) + d.nonZero() + d.digits(6)
	}
}

func (d dice) nonZero() string { return string(rune('1' + d.IntN(9))) }

// exchange is the middle of a North American number: 2XX to 9XX, not X11.
func (d dice) exchange() string {
	return string(rune('2'+d.IntN(8))) + string(rune('2'+d.IntN(8))) + d.digits(1)
}

// national takes the country code off and puts the trunk prefix on.
func national(e164, country string) string {
	code := callingCode(country)
	rest := e164[1+len(code):]
	switch country {
	case "IT", "ES", "US", "CA":
		return rest
	}
	return "0" + rest
}

func callingCode(country string) string {
	switch country {
	case "DE":
		return "49"
	case "AT":
		return "43"
	case "CH":
		return "41"
	case "FR":
		return "33"
	case "GB":
		return "44"
	case "NL":
		return "31"
	case "IT":
		return "39"
	case "ES":
		return "34"
	case "SE":
		return "46"
	case "AU":
		return "61"
	}
	return "1"
}
