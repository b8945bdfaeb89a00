package dispute

import (
	"errors"
	"fmt"
)

// Limits.
const (
	MaxWords  = 500     // of an owner, in runes
	MaxPapers = 3       // documents of a case
	MaxPaper  = 5 << 20 // bytes of a document
	MaxTries  = 5       // of typing six digits, before others have to be asked for
	MaxTexts  = 3       // to a case a day
)

// Refusals of an owner's request. Each has a code of the API and words in the catalogues.
var (
	ErrClaim    = errors.New("the claim is wrong, forged, new_owner or erase")
	ErrProof    = errors.New("that subject cannot be proved in this way here")
	ErrWords    = fmt.Errorf("the words are longer than %d characters, or no text", MaxWords)
	ErrLang     = errors.New("the language is zh-CN or en")
	ErrSample   = errors.New("that is a sample number or a helpline, which cannot be reported and need not be disputed")
	ErrNothing  = errors.New("nothing is said about that subject")
	ErrListed   = errors.New("that subject is listed: what is listed can be contested, and not be forgotten")
	ErrUnderWay = errors.New("a dispute about that subject is proved already and waits for its answer")
	ErrAnswered = errors.New("a moderator answered a dispute about that subject less than 30 days ago")
	ErrStep     = errors.New("that is not what this case waits for")
	ErrNoText   = errors.New("no text can be sent to that number now")
	ErrStopped  = errors.New("that number asked for no texts: text START to the service's number first")
	ErrPaper    = errors.New("a document is a PDF, JPEG or PNG file of at most 5 MiB")
	ErrPapers   = fmt.Errorf("a case has at most %d documents", MaxPapers)
	ErrUnproved = errors.New("what is held is shown to whoever proved that the subject is theirs")
	ErrClosed   = errors.New("the case is closed")
	ErrResolver = errors.New("the DNS does not answer for that domain now")
)

// Refusals of what a moderator does.
var (
	ErrOutcome = errors.New("that answer does not fit this case")
	ErrBy      = errors.New("somebody answers by name")
)
