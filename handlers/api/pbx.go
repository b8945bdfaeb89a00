package api

import (
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/web/catalogue"
)

// format is which word of an answer a telephone system asks for.
type format string

// The formats.
const (
	formatBlock   format = "block"   // 1 for what is reported as a scam, else 0; also asked for as 0|1
	formatScore   format = "score"   // 0 to 100
	formatLabel   format = "label"   // a caller's name of at most 15 characters; empty where nothing is said against it
	formatVerdict format = "verdict" // its code
)

// plain answers GET /v1/plain/{number} with one word and nothing else: a telephone system shows whatever it gets.
func (a *API) plain(c echo.Context) error {
	if err := parameters(c, "region", "format", "lang"); err != nil {
		return err
	}
	as, err := parseFormat(c.QueryParam("format"))
	if err != nil {
		return err
	}
	key, err := subject.Parse(route.Param(c, "number"), c.QueryParam("region"))
	if err != nil {
		return err
	}
	found, err := a.Index.Lookup(key)
	if err != nil {
		return err
	}
	if _, sample := report.Sample(key); a.demonstrates(c) && !sample {
		found.Judgement = reputation.Judgement{} // no telephone system sees the header, and it is somebody's number
	}
	a.asOf.Tell(c.Response().Header(), found.AsOf)
	// private: a proxy would keep the number that was looked up
	c.Response().Header().Set(echo.HeaderCacheControl, "private, max-age="+strconv.Itoa(int(found.Fresh/time.Second)))
	return c.String(http.StatusOK, word(c, as, &found.Judgement))
}

// parseFormat reads the parameter of that name. The error is a *route.Refused.
func parseFormat(asked string) (format, error) {
	switch f := format(asked); f {
	case "", "0|1":
		return formatBlock, nil
	case formatBlock, formatScore, formatLabel, formatVerdict:
		return f, nil
	}
	names := []string{string(formatBlock), string(formatScore), string(formatLabel), string(formatVerdict)}
	return "", &route.Refused{Refusal: route.UnknownFormat, Names: names}
}

// word returns what there is to say in a format.
func word(c echo.Context, as format, j *reputation.Judgement) string {
	switch {
	case as == formatScore:
		return strconv.Itoa(j.Score)
	case as == formatVerdict:
		return j.Verdict.String()
	case as == formatLabel:
		return labelOf(toldIn(c), j.Verdict)
	case j.Verdict == reputation.Scam:
		return "1"
	}
	return "0"
}

// toldIn says in which language the answer is: that of the parameter lang, since few telephone systems can send a header.
func toldIn(c echo.Context) catalogue.Lang {
	if lang := c.QueryParam("lang"); lang != "" {
		l := catalogue.Match(lang)
		route.SpeakIn(c, l)
		return l
	}
	return route.Speak(c)
}

// labelOf returns what a telephone shows in the place of a caller's name.
func labelOf(l catalogue.Lang, v reputation.Verdict) string {
	switch v {
	case reputation.Scam, reputation.Suspicious:
		return catalogue.Name(l, catalogue.Callers, v.String())
	}
	return ""
}
