package ftc

import (
	"strings"

	"ringfence/internal/report"
)

// topics maps the Subject column, in lower case and with single spaces, to our categories. A topic that
// names a trick becomes that trick. One that names goods becomes advertising: the complaint says that
// somebody sells, and not that they cheat.
var topics = map[string]report.Category{
	// Government, businesses and family are three of our categories; businesses are the most frequent, and
	// all three are scams.
	"calls pretending to be government, businesses, or family and friends": "impersonation_service",
	// "Your computer has a virus": a caller who poses as a known company's service.
	"computer & technical support": "impersonation_service",
	// Taking a fee before a debt is settled is unlawful by telephone (16 CFR 310.4(a)(5)); what is sold by
	// cold call is nearly always that.
	"reducing your debt (credit cards, mortgage, student loans)": "loan",
	"lotteries, prizes & sweepstakes":                            "prize",
	"work from home & other ways to make money":                  "fake_job",

	"warranties & protection plans": "advertising",
	"medical & prescriptions":       "advertising",
	"energy, solar, & utilities":    "advertising",
	"home improvement & cleaning":   "advertising",
	"home security & alarms":        "advertising",
	"vacation & timeshares":         "advertising",

	"dropped call or no message": "robocall", // a diallers' test ring, which our category includes

	// A charity may ring numbers on the registry, so a complaint does not even say that it advertises.
	"charities": "other",
	"other":     "other",
}

// categoryOf returns our category of the Subject and Recorded_Message_Or_Robocall columns. A topic that is
// not in the table is other; no topic is robocall if the complainant heard a recording, and else "".
func categoryOf(topic, recorded string) report.Category {
	topic = strings.ToLower(strings.Join(strings.Fields(topic), " "))
	if topic == "" || topic == "no subject provided" {
		if strings.EqualFold(recorded, "Y") {
			return "robocall"
		}
		return ""
	}
	if c, ok := topics[topic]; ok {
		return c
	}
	return "other"
}
