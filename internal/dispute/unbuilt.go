package dispute

import (
	"context"
	"errors"

	"ringfence/internal/casefile"
	"ringfence/internal/subject"
)

var errUnbuilt = errors.New("dispute: not there yet")

func (o *Office) Open(ctx context.Context, r Request) (Opened, error) { return Opened{}, errUnbuilt }
func (o *Office) Case(ctx context.Context, code Code) (Standing, error) {
	return Standing{}, errUnbuilt
}
func (o *Office) Prove(ctx context.Context, code Code, digits string) (Standing, error) {
	return Standing{}, errUnbuilt
}
func (o *Office) CheckDNS(ctx context.Context, code Code) (Standing, error) {
	return Standing{}, errUnbuilt
}
func (o *Office) Send(ctx context.Context, code Code) (Standing, error) {
	return Standing{}, errUnbuilt
}
func (o *Office) Submit(ctx context.Context, code Code, doc Upload) (Standing, error) {
	return Standing{}, errUnbuilt
}
func (o *Office) Withdraw(ctx context.Context, code Code) (Standing, error) {
	return Standing{}, errUnbuilt
}
func (o *Office) Held(ctx context.Context, code Code) (Held, error) { return Held{}, errUnbuilt }

// Hear takes six digits that a phone texted through a signed gateway; see gateway.Codes.
func (o *Office) Hear(ctx context.Context, digits string, from subject.Key) (found bool, err error) {
	return false, errUnbuilt
}

// Proofs returns which proofs there are for a subject here.
func (o *Office) Proofs(about subject.Key) []casefile.Proof { return nil }

// For the desk. Each is recorded before it is done.

// Pending returns up to limit cases that are not closed, those opened first before the others. It shows no words and no documents.
func (o *Office) Pending(ctx context.Context, limit int) ([]casefile.Case, error) {
	return nil, errUnbuilt
}
func (o *Office) ReadCase(ctx context.Context, id, by string) (File, error) {
	return File{}, errUnbuilt
}
func (o *Office) ReadDocument(ctx context.Context, id, name, by string) (Paper, []byte, error) {
	return Paper{}, nil, errUnbuilt
}

// Admit accepts the documents of a case as its proof: it is in force then, and still to be answered.
func (o *Office) Admit(ctx context.Context, id, by string) (casefile.Case, error) {
	return casefile.Case{}, errUnbuilt
}

// Answer closes a case with Cleared, Upheld, Accepted, Recycled or Unproved, for a reason that the owner and the public read.
func (o *Office) Answer(ctx context.Context, id string, outcome casefile.Outcome, by, reason string) (casefile.Case, error) {
	return casefile.Case{}, errUnbuilt
}
