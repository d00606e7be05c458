package config

import (
	"fmt"
	"net"
	"net/mail"
	"net/url"
	"regexp"
	"strings"

	"scv"
	"scv/internal/observe/alert"
)

// Notify says who is told when something is wrong. Every receiver is told
// everything; routes between problems and receivers have their place beside them.
type Notify struct {
	Receivers []alert.Receiver // in file order
}

func parseNotify(n *node, into *Notify) error {
	f := n.fields()
	if all := f.get("receivers"); all != nil {
		if err := all.fields().err; err != nil {
			return err
		}
		for _, e := range all.entries {
			r := alert.Receiver{Name: e.key}
			f.fail(parseReceiver(e.node, &r))
			into.Receivers = append(into.Receivers, r)
		}
	}
	return f.end()
}

func parseReceiver(n *node, r *alert.Receiver) error {
	f := n.fields()
	f.fail(checkName(n, r.Name))
	var kind string
	f.text("kind", &kind)
	r.Kind = alert.Kind(kind)
	switch r.Kind {
	case alert.File:
		f.text("path", &r.Path)
		f.need(n, "path", r.Path)
	case alert.Command:
		f.texts("run", &r.Run)
		f.need(n, "run", strings.Join(r.Run, " "))
	case alert.Webhook:
		f.text("url", &r.URL)
		f.need(n, "url", r.URL)
		f.secret("secret", &r.Secret)
		f.fail(checkURL(n, r.URL))
	case alert.Email:
		f.email(n, r)
	default:
		f.fail(n.fault("Kinds are file, command, webhook and email.", "%s has no known kind (%q)", n.path, kind))
	}
	return f.end()
}

func (f *fields) email(n *node, r *alert.Receiver) {
	f.text("server", &r.Server)
	r.Security = alert.StartTLS
	f.text("security", &r.Security)
	f.text("username", &r.Username)
	f.secret("password", &r.Password)
	f.text("from", &r.From)
	f.texts("to", &r.To)
	f.need(n, "server", r.Server)
	f.need(n, "from", r.From)
	f.need(n, "to", strings.Join(r.To, ","))
	if f.err != nil {
		return
	}
	if _, _, err := net.SplitHostPort(r.Server); err != nil {
		f.fail(n.fault("Write server: smtp.company.example:587.", "server must name a host and a port"))
	}
	if r.Security != alert.StartTLS && r.Security != alert.TLS {
		f.fail(n.fault("Write starttls (usual on port 587) or tls (usual on port 465); mail is never sent in the clear.", "security %q is not known", r.Security))
	}
	if (r.Username == "") != (r.Password == "") {
		f.fail(n.fault("", "username and password go together"))
	}
	for _, address := range append([]string{r.From}, r.To...) {
		if _, err := mail.ParseAddress(address); err != nil {
			f.fail(n.fault("Write addresses such as operations@company.example.", "an address of %s has no valid form", n.path))
		}
	}
}

// need complains about a setting that a receiver cannot do without.
func (f *fields) need(n *node, key, value string) {
	if value == "" {
		f.fail(n.fault("", "%s has no %s", n.path, key))
	}
}

// Reference is how a secret is written: where it is, never what it is.
var reference = regexp.MustCompile(`^(env:[A-Za-z_][A-Za-z0-9_]*|file:.+)$`)

// secret reads a reference. What stands there instead is never repeated.
func (f *fields) secret(key string, into *string) {
	f.text(key, into)
	if *into != "" && !reference.MatchString(*into) {
		f.fail(literalSecret(f.get(key)))
	}
}

func literalSecret(n *node) error {
	return &scv.Error{
		Code: scv.CodeWrittenOut, Op: "read", Subject: fmt.Sprintf("%s:%d:%d", n.file, n.line, n.col),
		Err:  fmt.Errorf("%s holds a secret itself", n.path),
		Hint: "Write where it is: env:NAME for an environment variable, file:PATH for a file; and change the secret, it has been read.",
	}
}

// checkURL wants an address that keeps what is sent to itself, and no password in it.
func checkURL(n *node, address string) error {
	if address == "" || reference.MatchString(address) {
		return nil
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return n.fault("Write https://host/path, or a reference to it: env:NAME, file:PATH.", "url is no address")
	}
	if u.User != nil {
		return literalSecret(n)
	}
	if u.Scheme == "http" && !alert.Loopback(u.Hostname()) {
		return n.fault("Write https://; http:// is for this machine only.", "url would be sent in the clear")
	}
	return nil
}
