package alert

import (
	"context"
	"net"
)

// Kind is the kind of a receiver.
type Kind string

// The kinds of receivers.
const (
	File    Kind = "file"    // a line of JSON is appended
	Command Kind = "command" // a program is run, without a shell, with the message as JSON on its standard input
	Webhook Kind = "webhook" // the message is posted as JSON
	Email   Kind = "email"   // by SMTP with TLS
)

// How an e-mail's way is kept to itself.
const (
	StartTLS = "starttls" // a plain connection that is encrypted before anything is said
	TLS      = "tls"      // encrypted from the start
)

// Receiver is somebody to tell, as scv.yml describes it. Secrets are references:
// env:NAME or file:PATH.
type Receiver struct {
	Name string
	Kind Kind

	Path string   // file: relative to the home
	Run  []string // command: program and arguments; a program with a slash is relative to the home

	URL    string // webhook: the address, or a reference to it
	Secret string // webhook: reference to the key that signs, "" = not signed

	Server   string // email: host:port
	Security string // email: StartTLS or TLS
	Username string // email: "" = no sign-in
	Password string // email: reference
	From     string
	To       []string
}

// sender delivers to one kind of receiver. An error that is lasting is not worth
// another try. Neither receipt nor error holds a secret or an address.
type sender interface {
	send(ctx context.Context, m Message) (receipt string, err error)
}

// lasting marks an error that trying again cannot mend.
type lasting struct{ error }

func (l lasting) Unwrap() error { return l.error }

// Loopback says whether a host is this machine.
func Loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func (n *Notifier) sender(r Receiver) sender {
	switch r.Kind {
	case File:
		return fileSender{n.options.Home, r.Path}
	case Command:
		return commandSender{n.options.Home, r.Run}
	case Webhook:
		return &webhookSender{r, n.options}
	default:
		return &emailSender{r, n.options}
	}
}
