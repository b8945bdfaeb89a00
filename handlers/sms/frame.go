package sms

// Frame is what the network of a gateway makes of every reply. The zero Frame leaves it as it is.
type Frame struct {
	Around    string // stands before or behind it, and counts as part of it
	NoAddress bool   // it must name no address of a page, or it is not delivered
}

// framed by their network are the replies of gateways that say so.
type framed interface {
	Frame() Frame
}

func frameOf(g Gateway) Frame {
	if f, ok := g.(framed); ok {
		return f.Frame()
	}
	return Frame{}
}

// inChina is the frame of carriers in China. They put the name that answers are signed with in brackets, before the text or behind it,
// and pass on no address that they did not approve with the template.
func inChina(name string) Frame { return Frame{Around: "【" + name + "】", NoAddress: true} }
