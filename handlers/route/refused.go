package route

import "fmt"

// Refusal says what is wrong with the form of a request. It is the code of the problem that the client gets.
type Refusal string

// What a request can be refused for.
const (
	BadJSON          Refusal = "bad_json"          // not one complete JSON document; Offset is where it ends to be one
	NotUTF8          Refusal = "not_utf8"          // bytes that are no text
	UnknownField     Refusal = "unknown_field"     // Names are the fields there are
	WrongType        Refusal = "wrong_type"        // a number where a string belongs, and the like; Wanted is what belongs there
	Incomplete       Refusal = "incomplete"        // the body ended early
	NoBody           Refusal = "no_body"           // a body where none is taken
	TooLarge         Refusal = "too_large"         // Limit is the most that is allowed
	MediaType        Refusal = "media_type"        // not application/json in UTF-8
	Numbers          Refusal = "numbers"           // no numbers to look up, or more than Limit
	Idempotency      Refusal = "idempotency_key"   // not 16 to 64 visible ASCII characters
	CrossOrigin      Refusal = "cross_origin"      // a form of another site
	BadQuery         Refusal = "bad_query"         // what follows ? in the address cannot be taken apart
	KeyInURL         Refusal = "key_in_url"        // an API key where logs and histories keep it
	UnknownParameter Refusal = "unknown_parameter" // Names are the parameters of a query there are
	UnknownFormat    Refusal = "unknown_format"    // Names are the formats of an answer there are
	BadParameter     Refusal = "bad_parameter"     // Names are the parameters of a query whose values are not known
	BadRating        Refusal = "bad_rating"        // none of PhoneBlock's words
	BadPrefix        Refusal = "bad_prefix"        // not the prefix of a range

	// Of feeds.
	NoFeed         Refusal = "no_feed"          // Names are the feeds there are
	BadVersion     Refusal = "bad_version"      // since is not one version in digits
	BadLimit       Refusal = "bad_limit"        // limit is not one number of at least 1
	SinceWithLimit Refusal = "since_with_limit" // changes, and so many of the list, in one request
	NotAcceptable  Refusal = "not_acceptable"   // no content coding that the caller reads

	// Of the audit log.
	BadTreeSize Refusal = "bad_tree_size" // no place or size of it in digits, or beyond it; Limit is how many entries it has

	// Of trends.
	NoTable         Refusal = "no_table"           // Names are the tables there are
	UnknownRow      Refusal = "unknown_row"        // Names are the rows of the table, none where there are too many to name
	UnknownColumn   Refusal = "unknown_column"     // Names are its columns
	UnknownCategory Refusal = "unknown_category"   // Names are the categories
	BadScope        Refusal = "bad_scope"          // neither the country nor a province nor a campus
	BadWeek         Refusal = "bad_week"           // no ISO week
	FutureWeek      Refusal = "future_week"        // one that has not begun
	WeeksOrder      Refusal = "weeks_order"        // the first week is after the last
	TooManyWeeks    Refusal = "too_many_weeks"     // Limit is how many may be asked for at once
	BadWeeks        Refusal = "bad_weeks"          // of a figure: not a number of weeks of at most Limit
	Repeated        Refusal = "repeated_parameter" // Names are the parameters there are, each of which may be given once

	// Of many reports in one request.
	BulkMediaType    Refusal = "bulk_media_type"       // neither text/csv nor application/x-ndjson, in UTF-8
	NeedsIdempotency Refusal = "needs_idempotency_key" // none came
	Rows             Refusal = "rows"                  // none, or more than Limit
	BadHeader        Refusal = "bad_header"            // the first row of a CSV names no column at Limit, or one twice; Names are those there are
	BadRow           Refusal = "bad_row"               // a row of a CSV has other cells than the first has columns, which are Limit, or wrong quotes
	NUL              Refusal = "nul"                   // a byte that is in no text
)

// Refused is a request that is wrong in its form, before anyone looks at its meaning. It holds nothing that
// was sent, but for the name of an unknown field made of letters alone.
type Refused struct {
	Refusal Refusal
	Pointer string // a JSON pointer (RFC 6901) into the body; "" for all of it
	Limit   int64  // bytes, or entries of a list
	Offset  int64  // bytes
	Names   []string
	Wanted  Wanted
}

// Wanted is the JSON type that belongs where there is another, as the message of the catalogue that says so.
type Wanted string

// The types that requests are made of.
const (
	WantedObject  Wanted = "wanted.object"
	WantedList    Wanted = "wanted.list"
	WantedText    Wanted = "wanted.text"
	WantedBoolean Wanted = "wanted.boolean"
	WantedFlag    Wanted = "wanted.flag"    // true or false, in a cell
	WantedSubject Wanted = "wanted.subject" // a text, or an object with kind and value
)

func (r *Refused) Error() string { return fmt.Sprintf("refused: %s", string(r.Refusal)) }
