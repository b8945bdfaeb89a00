package web

// Texting is how the service is reached by text message.
type Texting struct{ Numbers []TextNumber }

// TextNumber is a number that text messages are sent to.
type TextNumber struct {
	Number string // E.164
	Signed bool   // its gateway proves whose phone a message is from
}
