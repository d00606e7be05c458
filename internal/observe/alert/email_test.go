package alert

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"testing"

	"scv/internal/observe"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// mailServer is a real SMTP server on this machine.
type mailServer struct {
	address string
	roots   *x509.CertPool
	mu      sync.Mutex
	refuse  []error // what RCPT is answered with, one after another
	letters []string
	to      []string
	inClear bool
}

func newMailServer(t *testing.T, security string, refuse ...error) *mailServer {
	t.Helper()
	m := &mailServer{refuse: refuse}
	cert, roots := certificate(t)
	m.roots = roots
	s := smtp.NewServer(m)
	s.Domain = "localhost"
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	m.address = listener.Addr().String()
	if config := (&tls.Config{Certificates: []tls.Certificate{cert}}); security == TLS {
		listener = tls.NewListener(listener, config)
	} else if security == StartTLS {
		s.TLSConfig = config
	}
	ended := make(chan struct{})
	go func() {
		_ = s.Serve(listener)
		close(ended)
	}()
	t.Cleanup(func() {
		_ = s.Close()
		<-ended
	})
	return m
}

// NewSession is smtp.Backend's.
func (m *mailServer) NewSession(c *smtp.Conn) (smtp.Session, error) {
	return &mailSession{m, c, false}, nil
}

type mailSession struct {
	server *mailServer
	conn   *smtp.Conn
	known  bool
}

func (s *mailSession) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *mailSession) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, username, given string) error {
		if username != "scv" || given != password {
			return errors.New("wrong password")
		}
		s.known = true
		return nil
	}), nil
}

func (s *mailSession) Mail(string, *smtp.MailOptions) error {
	if _, encrypted := s.conn.TLSConnectionState(); !encrypted {
		s.server.inClear = true
	}
	if !s.known {
		return smtp.ErrAuthRequired
	}
	return nil
}

func (s *mailSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	if len(s.server.refuse) > 0 {
		err := s.server.refuse[0]
		s.server.refuse = s.server.refuse[1:]
		return err
	}
	s.server.to = append(s.server.to, to)
	return nil
}

func (s *mailSession) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	s.server.letters = append(s.server.letters, string(text))
	return err
}

func (s *mailSession) Reset()        {}
func (s *mailSession) Logout() error { return nil }

func (m *mailServer) receiver(security string) Receiver {
	return Receiver{
		Name: "mail", Kind: Email, Server: m.address, Security: security, Username: "scv", Password: "file:secret",
		From: "scv@club.example", To: []string{"a@club.example", "Operations <b@club.example>"},
	}
}

func TestALetterArrivesEncrypted(t *testing.T) {
	for _, security := range []string{StartTLS, TLS} {
		m := newMailServer(t, security)
		d := newDesk(t, m.roots, m.receiver(security))
		d.settle(t, false, "a")
		want(t, d.notify(t), "mail I-a opened true")
		d.settle(t, true)
		want(t, d.notify(t), "mail I-a resolved true")
		if m.inClear || len(m.letters) != 2 || strings.Join(m.to[:2], " ") != "a@club.example b@club.example" {
			t.Fatalf("%s: in the clear %v, to %v, letters %d", security, m.inClear, m.to, len(m.letters))
		}
		for _, part := range []string{
			"Subject: [scv] Club: warning: problem a", "Message-ID: <I-a-opened@club.example>", "Auto-Submitted: auto-generated",
			"detail", "docs/runbooks/" + observe.FallbackUsed + ".md", "Date: Tue, 24 Nov 2026 12:00:00",
		} {
			if !strings.Contains(m.letters[0], part) {
				t.Errorf("%s: the letter lacks %q:\n%s", security, part, m.letters[0])
			}
		}
		if !strings.Contains(m.letters[1], "over after") {
			t.Error(m.letters[1])
		}
		last, err := d.store.LastDeliveries(t.Context())
		if err != nil || len(last) == 0 || !strings.HasPrefix(last[0].Receipt, "SMTP") {
			t.Errorf("%+v %v", last, err)
		}
	}
}

func TestGreylistingIsTriedAgain(t *testing.T) {
	m := newMailServer(t, StartTLS, &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 7, 1}, Message: "come back later"})
	d := newDesk(t, m.roots, m.receiver(StartTLS))
	got, err := d.Test(t.Context(), d.store, nil)
	if err != nil || !got[0].Sent || got[0].Attempts != 2 {
		t.Errorf("%+v %v", got, err)
	}
}

func TestARefusedAddressIsNotTriedAgainNorRepeated(t *testing.T) {
	m := newMailServer(t, StartTLS, &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user a@club.example"})
	d := newDesk(t, m.roots, m.receiver(StartTLS))
	got, err := d.Test(t.Context(), d.store, nil)
	if err != nil || got[0].Sent || got[0].Attempts != 1 || !strings.Contains(got[0].Error, "550") || strings.Contains(got[0].Error, "club.example") {
		t.Errorf("%+v %v", got, err)
	}
}

func TestAWrongPasswordIsSaidAndNotRepeated(t *testing.T) {
	m := newMailServer(t, StartTLS)
	r := m.receiver(StartTLS)
	r.Username = "somebody"
	d := newDesk(t, m.roots, r)
	got, err := d.Test(t.Context(), d.store, nil)
	if err != nil || got[0].Sent || !strings.Contains(got[0].Error, "SMTP") || strings.Contains(got[0].Error, password) {
		t.Errorf("%+v %v", got, err)
	}
}

// A server that offers no encryption, or one that nobody vouches for, gets neither
// the password nor the letter.
func TestNothingIsSaidInTheClearOrToAStranger(t *testing.T) {
	plain := newMailServer(t, "none")
	stranger := newMailServer(t, StartTLS)
	for name, m := range map[string]*mailServer{"no encryption": plain, "a stranger": stranger} {
		d := newDesk(t, plain.roots, m.receiver(StartTLS))
		got, err := d.Test(t.Context(), d.store, nil)
		if err != nil || got[0].Sent || len(m.letters) > 0 || m.inClear || got[0].Error == "" {
			t.Errorf("%s: %+v %v", name, got, err)
		}
	}
}
