package alert

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// hook is a webhook that answers with one code after another, and what it got.
type hook struct {
	address string
	roots   *x509.CertPool
	headers []http.Header
	bodies  []string
}

func newHook(t *testing.T, codes ...int) *hook {
	t.Helper()
	h := &hook{}
	cert, roots := certificate(t)
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		h.headers, h.bodies = append(h.headers, r.Header), append(h.bodies, string(body))
		w.Header().Set("Location", "https://elsewhere.example/")
		w.WriteHeader(codes[min(len(h.bodies), len(codes))-1])
	}))
	s.TLS = &tls.Config{Certificates: []tls.Certificate{cert}}
	s.StartTLS()
	t.Cleanup(s.Close)
	h.address, h.roots = s.URL+"/services/a-path-that-is-secret", roots
	return h
}

func TestAWebhookIsPostedAndSigned(t *testing.T) {
	h := newHook(t, 503, 200)
	d := newDesk(t, h.roots, Receiver{Name: "chat", Kind: Webhook, URL: h.address, Secret: "env:KEY"})
	got, err := d.Test(t.Context(), d.store, nil)
	if err != nil || !got[0].Sent || got[0].Attempts != 2 || got[0].Receipt != "HTTP 200 OK" {
		t.Fatalf("%+v %v", got, err)
	}
	head, body := h.headers[1], h.bodies[1]
	if head.Get("Content-Type") != "application/json" || !strings.Contains(body, `"event":"test"`) {
		t.Errorf("%v %s", head, body)
	}
	if h.headers[0].Get("webhook-id") != head.Get("webhook-id") {
		t.Error("the second try has another id")
	}
	// As its receiver checks it.
	mac := hmac.New(sha256.New, []byte(password))
	fmt.Fprintf(mac, "%s.%s.%s", head.Get("webhook-id"), head.Get("webhook-timestamp"), body)
	if want := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)); head.Get("webhook-signature") != want {
		t.Errorf("signed %q, want %q", head.Get("webhook-signature"), want)
	}
}

// The example of the Standard Webhooks specification.
func TestTheSignatureIsTheStandards(t *testing.T) {
	key, err := base64.StdEncoding.DecodeString("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	if err != nil {
		t.Fatal(err)
	}
	got := Sign(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", []byte(`{"test": 2432232314}`))
	if want := "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestARefusalIsNotTriedAgainAndARedirectNotFollowed(t *testing.T) {
	for _, code := range []int{400, 404, 302} {
		h := newHook(t, code)
		d := newDesk(t, h.roots, Receiver{Name: "chat", Kind: Webhook, URL: h.address})
		got, err := d.Test(t.Context(), d.store, nil)
		if err != nil || got[0].Sent || got[0].Attempts != 1 || !strings.Contains(got[0].Error, fmt.Sprint(code)) || len(h.bodies) != 1 {
			t.Errorf("%d: %+v %v", code, got, err)
		}
		if h.headers[0].Get("webhook-signature") != "" {
			t.Error("signed without a key")
		}
	}
}

func TestNoErrorHoldsTheAddressOrTheSecret(t *testing.T) {
	h := newHook(t, 500)
	for name, r := range map[string]Receiver{
		"fault":          {URL: h.address, Secret: "env:KEY"},
		"nobody listens": {URL: "https://127.0.0.1:1/a-path-that-is-secret"},
		"no secret":      {URL: h.address, Secret: "env:MISSING"},
		"address no URL": {URL: "env:KEY"},
	} {
		r.Name, r.Kind = "chat", Webhook
		d := newDesk(t, h.roots, r)
		got, err := d.Test(t.Context(), d.store, nil)
		if err != nil || got[0].Sent || strings.Contains(got[0].Error, "secret that") || strings.Contains(got[0].Error, "a-path") || got[0].Error == "" {
			t.Errorf("%s: %+v %v", name, got, err)
		}
	}
}

func TestAServerThatNobodyVouchesForIsNotTold(t *testing.T) {
	h := newHook(t, 200)
	d := newDesk(t, x509.NewCertPool(), Receiver{Name: "chat", Kind: Webhook, URL: h.address})
	got, err := d.Test(t.Context(), d.store, nil)
	if err != nil || got[0].Sent || len(h.bodies) > 0 || !strings.Contains(got[0].Error, "certificate") {
		t.Errorf("%+v %v", got, err)
	}
}
