package alert

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// webhookSender posts a message, signed as Standard Webhooks says: the receiver
// computes the same from the three headers and the body.
type webhookSender struct {
	receiver Receiver
	options  Options
}

func (s *webhookSender) send(ctx context.Context, m Message) (string, error) {
	req, err := s.request(ctx, m)
	if err != nil {
		return "", err
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: s.options.Roots, MinVersion: tls.VersionTLS12}, Proxy: http.ProxyFromEnvironment}
	defer transport.CloseIdleConnections()
	client := &http.Client{
		Transport: transport,
		// A message goes where scv.yml says and nowhere else.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	answer, err := client.Do(req)
	if err != nil {
		return "", withoutURL(err)
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, 1<<16)) // so that the connection ends in peace
	return verdict(answer)
}

// verdict: too much and a fault of the server pass; any other refusal stays.
func verdict(answer *http.Response) (string, error) {
	switch code := answer.StatusCode; {
	case code >= 200 && code < 300:
		return "HTTP " + answer.Status, nil
	case code == http.StatusTooManyRequests || code == http.StatusRequestTimeout || code >= 500:
		return "", errors.New("the webhook answered HTTP " + answer.Status)
	default:
		return "", lasting{errors.New("the webhook answered HTTP " + answer.Status)}
	}
}

func (s *webhookSender) request(ctx context.Context, m Message) (*http.Request, error) {
	address, err := s.address()
	if err != nil {
		return nil, lasting{err}
	}
	body, err := m.body()
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return nil, lasting{withoutURL(err)}
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "scv")
	at := strconv.FormatInt(m.SentAt.Unix(), 10)
	req.Header.Set("webhook-id", m.ID)
	req.Header.Set("webhook-timestamp", at)
	if s.receiver.Secret == "" {
		return req, nil
	}
	key, err := s.key()
	if err != nil {
		return nil, lasting{err}
	}
	req.Header.Set("webhook-signature", Sign(key, m.ID, at, body))
	return req, nil
}

// address gives the URL; one that is referred to is held to the same rules as one
// that is written out.
func (s *webhookSender) address() (string, error) {
	if !strings.HasPrefix(s.receiver.URL, "env:") && !strings.HasPrefix(s.receiver.URL, "file:") {
		return s.receiver.URL, nil
	}
	address, err := s.options.Secret(s.receiver.URL)
	if err != nil {
		return "", err
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "https" && (u.Scheme != "http" || !Loopback(u.Hostname())) {
		return "", fmt.Errorf("%s holds no https:// address", s.receiver.URL)
	}
	return address, nil
}

// key gives the key that signs: the bytes of the secret or, after whsec_, what it
// says in base64.
func (s *webhookSender) key() ([]byte, error) {
	secret, err := s.options.Secret(s.receiver.Secret)
	if err != nil {
		return nil, err
	}
	if encoded, ok := strings.CutPrefix(secret, "whsec_"); ok {
		key, err := base64.StdEncoding.DecodeString(encoded)
		if err != nil {
			return nil, fmt.Errorf("%s begins with whsec_ and is no base64", s.receiver.Secret)
		}
		return key, nil
	}
	return []byte(secret), nil
}

// Sign gives the webhook-signature header: HMAC-SHA256 over id, timestamp (seconds)
// and body, joined by dots.
func Sign(key []byte, id, timestamp string, body []byte) string {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(id + "." + timestamp + "."))
	h.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(h.Sum(nil))
}

// withoutURL takes the address out of an error: it may be a secret.
func withoutURL(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		return e.Err
	}
	return err
}
