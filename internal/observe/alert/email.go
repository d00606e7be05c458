package alert

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/textproto"
	"strconv"
	"strings"

	gomail "github.com/wneessen/go-mail"
)

// emailSender hands a message to a mail server, never in the clear.
type emailSender struct {
	receiver Receiver
	options  Options
}

func (s *emailSender) send(ctx context.Context, m Message) (string, error) {
	letter, err := s.letter(m)
	if err != nil {
		return "", lasting{err}
	}
	client, err := s.client()
	if err != nil {
		return "", lasting{err}
	}
	if err := client.DialAndSendWithContext(ctx, letter); err != nil {
		return "", mailError(err)
	}
	return "SMTP " + strings.TrimSpace(letter.ServerResponse()), nil
}

func (s *emailSender) letter(m Message) (*gomail.Msg, error) {
	letter := gomail.NewMsg()
	if err := letter.From(s.receiver.From); err != nil {
		return nil, errors.New("from: is no address")
	}
	if err := letter.To(s.receiver.To...); err != nil {
		return nil, errors.New("to: holds what is no address")
	}
	letter.Subject("[scv] " + m.Text)
	letter.SetDateWithValue(m.SentAt)
	letter.SetMessageIDWithValue(m.ID + "@" + s.domain())
	letter.SetGenHeader(gomail.Header("Auto-Submitted"), "auto-generated")
	letter.SetBodyString(gomail.TypeTextPlain, m.letter())
	return letter, nil
}

// domain is that of the sender's address.
func (s *emailSender) domain() string {
	address, err := mail.ParseAddress(s.receiver.From)
	if err != nil {
		return "localhost"
	}
	_, domain, _ := strings.Cut(address.Address, "@")
	return domain
}

func (s *emailSender) client() (*gomail.Client, error) {
	host, port, err := net.SplitHostPort(s.receiver.Server)
	if err != nil {
		return nil, fmt.Errorf("server: %w", err)
	}
	number, err := strconv.Atoi(port)
	if err != nil {
		return nil, errors.New("server: the port is no number")
	}
	options := []gomail.Option{
		gomail.WithPort(number), gomail.WithTimeout(timeout),
		gomail.WithTLSConfig(&tls.Config{ServerName: host, RootCAs: s.options.Roots, MinVersion: tls.VersionTLS12}),
		gomail.WithTLSPolicy(gomail.TLSMandatory),
	}
	if s.receiver.Security == TLS {
		options = append(options, gomail.WithSSL())
	}
	if s.receiver.Username != "" {
		password, err := s.options.Secret(s.receiver.Password)
		if err != nil {
			return nil, err
		}
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(s.receiver.Username), gomail.WithPassword(password))
	}
	return gomail.NewClient(host, options...)
}

// mailError says at which step the server said no, and its number; its text may name
// addresses. What is refused for good (5xx) is not tried again.
func mailError(err error) error {
	e, ok := errors.AsType[*gomail.SendError](err)
	if !ok {
		return signInOrDial(err)
	}
	short := fmt.Errorf("the mail server refused at step %q (SMTP %d)", e.Reason, e.ErrorCode())
	if e.IsTemp() {
		return short
	}
	return lasting{short}
}

// signInOrDial says what went wrong before there was a letter to refuse.
func signInOrDial(err error) error {
	e, ok := errors.AsType[*textproto.Error](err)
	if !ok {
		return err
	}
	short := fmt.Errorf("the mail server refused (SMTP %d)", e.Code)
	if e.Code >= 500 {
		return lasting{short}
	}
	return short
}
