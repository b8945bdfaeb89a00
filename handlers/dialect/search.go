package dialect

import (
	"encoding/xml"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
	"ringfence/internal/subject"
)

// result is what PhoneBlock finds for a search. What people write of a number is shown by nobody here, so there are no comments, and
// what others searched for is counted by nobody.
type result struct {
	XMLName   xml.Name `json:"-" xml:"search-result"`
	PhoneID   string   `json:"phoneId" xml:"phoneId,attr"`
	Number    spelled  `json:"number" xml:"number"`
	Comments  []string `json:"comments" xml:"comments"`
	Info      info     `json:"info" xml:"info>phone-info"`
	Searches  []int    `json:"searches" xml:"searches"`
	TopRating rating   `json:"topRating" xml:"topRating,attr"`
}

// spelled is a number in the ways that it is written in.
type spelled struct {
	ID          string `json:"id" xml:"id,attr"`
	Shortcut    string `json:"shortcut" xml:"shortcut,attr"` // as people write it
	Plus        string `json:"plus" xml:"plus,attr"`         // +12025550143
	ZeroZero    string `json:"zeroZero" xml:"zeroZero,attr"` // 0012025550143
	CountryCode string `json:"countryCode" xml:"countryCode,attr"`
	City        string `json:"city,omitempty" xml:"city,attr,omitempty"`
}

// search answers GET /api/search/{number}.
func (d *Dialect) search(c echo.Context) error {
	key, err := subject.Parse(route.Param(c, "number"), "")
	if err != nil {
		return err
	}
	found, err := d.known(c, key)
	if err != nil {
		return err
	}
	return d.tell(c, result{
		PhoneID: found.Phone, Number: newSpelled(key, &found), Comments: []string{}, Info: found, Searches: []int{}, TopRating: found.Rating,
	})
}

func newSpelled(key subject.Key, i *info) spelled {
	s := spelled{ID: i.Phone, Shortcut: i.Label, Plus: i.Phone, ZeroZero: i.Phone, CountryCode: key.DialRegion(), City: i.Location}
	if key.Kind() == subject.Number {
		s.ZeroZero = "00" + key.Value()[len("+"):]
	}
	return s
}
