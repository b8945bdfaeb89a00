package report

import "slices"

// Category is the kind of trick or nuisance, after the categories of China's National Anti-Fraud Centre.
type Category string

// Group says how a category bears on a verdict.
type Group string

const (
	Scam     Group = "scam"
	Nuisance Group = "nuisance"
	Neither  Group = "neither" // counts for neither side of the scam share
)

// categories is the vocabulary in the order forms show it.
var categories = []struct {
	Category Category
	Group    Group
}{
	{"impersonation_authority", Scam},
	{"impersonation_service", Scam},
	{"impersonation_acquaintance", Scam},
	{"investment", Scam},
	{"loan", Scam},
	{"task_rebate", Scam},
	{"credit_repair", Scam},
	{"shopping", Scam},
	{"romance", Scam},
	{"gaming", Scam},
	{"account_phishing", Scam},
	{"prize", Scam},
	{"fake_job", Scam},
	{"card_rental", Scam},
	{"extortion", Scam},
	{"debt_collection", Nuisance},
	{"advertising", Nuisance},
	{"robocall", Nuisance},
	{"survey", Nuisance},
	{"other", Neither},
}

var places = func() map[Category]int {
	m := make(map[Category]int, len(categories))
	for i, c := range categories {
		m[c.Category] = i
	}
	return m
}()

// Categories returns the vocabulary in the order forms show it.
func Categories() []Category {
	all := make([]Category, len(categories))
	for i, c := range categories {
		all[i] = c.Category
	}
	return all
}

// CategoryAt returns the category at a place in Categories; "" where there is none.
func CategoryAt(place int) Category {
	if place < 0 || place >= len(categories) {
		return ""
	}
	return categories[place].Category
}

// Place returns where in Categories c stands; -1 when it is not in the vocabulary.
func (c Category) Place() int {
	if at, ok := places[c]; ok {
		return at
	}
	return -1
}

// Group returns how c bears on a verdict; no category at all is Neither.
func (c Category) Group() Group {
	if at := c.Place(); at >= 0 {
		return categories[at].Group
	}
	return Neither
}

// Knew is a kind of personal data that the caller already had.
type Knew string

var (
	knews     = []Knew{"name", "id_number", "address", "order", "exam", "school", "employer", "vehicle", "family", "company_registration"}
	sensitive = []Knew{"bank_account", "credit", "travel", "health", "phone_records", "location"}
)

// Knews returns the kinds of data a caller may have known, the highly sensitive ones last.
func Knews() []Knew { return slices.Concat(knews, sensitive) }

// Sensitive reports whether keeping k needs the reporter's separate consent.
func (k Knew) Sensitive() bool { return slices.Contains(sensitive, k) }

// LeakSector is where the reporter suspects the data came from.
type LeakSector string

var leakSectors = []LeakSector{
	"courier", "ecommerce", "telecom", "bank", "insurance", "securities", "education", "exam_site", "recruitment",
	"real_estate", "hospital", "travel", "government", "property_management", "internet_platform", "unknown",
}

// LeakSectors returns the sectors in the order forms show them.
func LeakSectors() []LeakSector { return slices.Clone(leakSectors) }

// Duty is something an offer asks the applicant to do that is a mark of fraud or a crime.
type Duty string

var duties = []Duty{
	"lend_sim", "lend_card", "host_device", "dial_script", "send_texts", "add_contacts", "withdraw_cash",
	"buy_goods", "go_abroad", "pay_deposit", "hand_over_id",
}

// Duties returns the duties in the order forms show them.
func Duties() []Duty { return slices.Clone(duties) }
