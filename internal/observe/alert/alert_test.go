package alert

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"scv/internal/control"
	"scv/internal/observe"

	"github.com/google/go-cmp/cmp"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// desk is a notifier with its store, a folder and the waits it asked for.
type desk struct {
	*Notifier
	store *control.DB
	home  string
	waits []time.Duration
}

const password = "a secret that nobody may see"

func newDesk(t *testing.T, roots *x509.CertPool, receivers ...Receiver) *desk {
	t.Helper()
	d := &desk{home: t.TempDir()}
	var err error
	if d.store, err = control.Open(t.Context(), filepath.Join(d.home, "control.db")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.store.Close() })
	ids := 0
	d.Notifier = New(receivers, Options{
		Home: d.home, Company: "Club", Roots: roots, Now: func() time.Time { return noon },
		NewID: func() string { ids++; return fmt.Sprintf("I-%d", ids) },
		Secret: func(reference string) (string, error) {
			if reference == "env:MISSING" {
				return "", errors.New("the environment variable MISSING is not set")
			}
			return password, nil
		},
		Wait: func(_ context.Context, wait time.Duration) error {
			d.waits = append(d.waits, wait)
			return nil
		},
	})
	return d
}

func (d *desk) settle(t *testing.T, over bool, keys ...string) {
	t.Helper()
	var problems []control.Incident
	for _, k := range keys {
		problems = append(problems, control.Incident{
			ID: "I-" + k, Key: k, Kind: observe.FallbackUsed, Severity: observe.Warning, Title: "problem " + k, Detail: "detail", Subject: "weather", RunID: "r1",
		})
	}
	err := d.store.SettleIncidents(t.Context(), problems, func(i control.Incident) bool { return over && i.Kind != observe.ReceiverFailed }, noon)
	if err != nil {
		t.Fatal(err)
	}
}

// notify gives what was delivered, in short.
func (d *desk) notify(t *testing.T) []string {
	t.Helper()
	sent, err := d.Notify(t.Context(), d.store)
	if err != nil {
		t.Fatal(err)
	}
	list := []string{}
	for _, s := range sent {
		list = append(list, fmt.Sprintf("%s %s %s %v", s.Receiver, s.Incident, s.Event, s.Sent))
	}
	return list
}

func want(t *testing.T, got []string, want ...string) {
	t.Helper()
	if diff := cmp.Diff(append([]string{}, want...), got); diff != "" {
		t.Error(diff)
	}
}

// lines gives the messages of a file receiver.
func (d *desk) lines(t *testing.T, path string) []Message {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(d.home, path))
	if err != nil {
		t.Fatal(err)
	}
	var list []Message
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		var m Message
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		list = append(list, m)
	}
	return list
}

func TestOneMessagePerProblemAndOneWhenItIsOver(t *testing.T) {
	d := newDesk(t, nil, Receiver{Name: "log", Kind: File, Path: "sub/n.jsonl"})
	want(t, d.notify(t))
	d.settle(t, false, "a", "b")
	want(t, d.notify(t), "log I-a opened true", "log I-b opened true")
	d.settle(t, false, "a", "b")
	want(t, d.notify(t))
	d.settle(t, true, "b")
	want(t, d.notify(t), "log I-a resolved true")
	want(t, d.notify(t))
	got := d.lines(t, "sub/n.jsonl")
	if len(got) != 3 || got[0].Event != Opened || got[2].Event != Resolved || got[2].Incident != "I-a" || got[2].ID == got[0].ID {
		t.Errorf("%+v", got)
	}
	if m := got[0]; m.Company != "Club" || m.Runbook != "docs/runbooks/fallback-used.md" || m.Text != "Club: warning: problem a" || m.RunID != "r1" || m.Subject != "weather" {
		t.Errorf("%+v", m)
	}
	if info, err := os.Stat(filepath.Join(d.home, "sub/n.jsonl")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info, err)
	}
}

func TestAReceiverThatFailsIsReportedToTheOthersAndToldLater(t *testing.T) {
	pager := Receiver{Name: "pager", Kind: Command, Run: []string{"./page"}}
	d := newDesk(t, nil, pager, Receiver{Name: "log", Kind: File, Path: "n.jsonl"})
	d.settle(t, false, "a")
	want(t, d.notify(t), "pager I-a opened false", "log I-a opened true", "log I-1 opened true")
	m := d.lines(t, "n.jsonl")[1]
	if m.Kind != observe.ReceiverFailed || m.Subject != "pager" || !strings.Contains(m.Title, "pager") {
		t.Errorf("%+v", m)
	}
	want(t, d.notify(t), "pager I-a opened false") // the same problem again: the log hears nothing
	script(t, d.home, "page", "cat > told")
	want(t, d.notify(t), "pager I-a opened true", "log I-1 resolved true")
	if got := d.lines(t, "told"); got[0].Incident != "I-a" {
		t.Errorf("%+v", got)
	}
	want(t, d.notify(t))
}

func TestAReceiverThatIsGoneIsNoProblem(t *testing.T) {
	d := newDesk(t, nil, Receiver{Name: "pager", Kind: Command, Run: []string{"./page"}}, Receiver{Name: "log", Kind: File, Path: "n.jsonl"})
	d.settle(t, false, "a")
	d.notify(t)
	d.receivers = d.receivers[1:]
	want(t, d.notify(t), "log I-1 resolved true")
}

func script(t *testing.T, home, name, body string) {
	t.Helper()
	if _, err := os.Stat("/bin/sh"); err != nil {
		t.Skip("there is no /bin/sh to run a command with")
	}
	if err := os.WriteFile(filepath.Join(home, name), []byte("#!/bin/sh\n"+body+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
}

func TestACommandIsRunInTheHomeAndTriedAgain(t *testing.T) {
	d := newDesk(t, nil, Receiver{Name: "pager", Kind: Command, Run: []string{"./page", "a b"}})
	script(t, d.home, "page", `echo "$1" >> tries; [ $(wc -l < tries) -ge 3 ] && cat > message`)
	got, err := d.Test(t.Context(), d.store, nil)
	if err != nil || !got[0].Sent || got[0].Attempts != 3 || got[0].Receipt != "exit status 0" {
		t.Fatalf("%+v %v", got, err)
	}
	if diff := cmp.Diff([]time.Duration{time.Second, 4 * time.Second}, d.waits); diff != "" {
		t.Error(diff)
	}
	if m := d.lines(t, "message")[0]; m.Event != Test || m.Company != "Club" {
		t.Errorf("%+v", m)
	}
	if text, err := os.ReadFile(filepath.Join(d.home, "tries")); err != nil || string(text) != "a b\na b\na b\n" {
		t.Errorf("%q %v", text, err)
	}
}

func TestWhatACommandPrintsIsNotKept(t *testing.T) {
	d := newDesk(t, nil, Receiver{Name: "pager", Kind: Command, Run: []string{"./page"}})
	script(t, d.home, "page", "echo leaked; echo leaked >&2; exit 7")
	got, err := d.Test(t.Context(), d.store, nil)
	if err != nil || got[0].Sent || got[0].Attempts != attempts || strings.Contains(fmt.Sprint(got), "leaked") || !strings.Contains(got[0].Error, "7") {
		t.Errorf("%+v %v", got, err)
	}
}

func TestAProgramThatIsNotThereIsNotTriedAgain(t *testing.T) {
	d := newDesk(t, nil, Receiver{Name: "pager", Kind: Command, Run: []string{"./nowhere"}})
	got, err := d.Test(t.Context(), d.store, nil)
	if err != nil || got[0].Sent || got[0].Attempts != 1 || len(d.waits) > 0 {
		t.Errorf("%+v %v", got, err)
	}
}

func TestATestGoesToTheNamedReceivers(t *testing.T) {
	d := newDesk(t, nil, Receiver{Name: "a", Kind: File, Path: "a"}, Receiver{Name: "b", Kind: File, Path: "b"})
	got, err := d.Test(t.Context(), d.store, []string{"b"})
	if err != nil || len(got) != 1 || got[0].Receiver != "b" || !got[0].Sent {
		t.Errorf("%+v %v", got, err)
	}
	last, err := d.store.LastDeliveries(t.Context())
	if err != nil || len(last) != 1 || last[0].Event != Test {
		t.Errorf("%+v %v", last, err)
	}
}

// certificate makes one for this machine and who vouches for it.
func certificate(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"}, NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, roots
}
