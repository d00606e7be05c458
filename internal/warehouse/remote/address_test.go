package remote

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// echo lets one reader in and says a word.
func echo(t *testing.T, l net.Listener, word string) {
	t.Helper()
	go func() {
		conn, err := l.Accept()
		if err == nil {
			_, _ = conn.Write([]byte(word))
			_ = conn.Close()
		}
	}()
	t.Cleanup(func() { _ = l.Close() })
}

func hears(t *testing.T, p place) string {
	t.Helper()
	conn, err := p.dial()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	b := make([]byte, 16)
	n, _ := conn.Read(b)
	return string(b[:n])
}

func placed(t *testing.T, path, runtime string) place {
	t.Helper()
	p, err := placeOf(path, runtime)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// short gives a folder whose path leaves room for a socket's name.
func short(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "scv") //nolint:usetesting // its folders have long names
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

func TestTheSocketIsBesideTheFileAndOfTheUserAlone(t *testing.T) {
	p := placed(t, filepath.Join(short(t), "w.duckdb"), "")
	l, err := p.listen()
	if err != nil {
		t.Fatal(err)
	}
	echo(t, l, "here")
	info, err := os.Stat(p.beside)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("socket %s: %v, %v", p.beside, info, err)
	}
	if got := hears(t, p); got != "here" {
		t.Errorf("heard %q", got)
	}
}

func TestASocketThatWasLeftBehindIsReplaced(t *testing.T) {
	p := placed(t, filepath.Join(short(t), "w.duckdb"), "")
	l, err := p.listen()
	if err != nil {
		t.Fatal(err)
	}
	l.(*net.UnixListener).SetUnlinkOnClose(false) // as kill -9 leaves it
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := p.dial(); err == nil {
		t.Fatal("nobody listens, and somebody answers")
	}
	if l, err = p.listen(); err != nil {
		t.Fatal(err)
	}
	echo(t, l, "again")
	if got := hears(t, p); got != "again" {
		t.Errorf("heard %q", got)
	}
}

// A socket's path has about a hundred bytes: a deep home has its socket elsewhere,
// and is found from both ways to its folder.
func TestADeepHomeHasItsSocketElsewhere(t *testing.T) {
	runtime := short(t)
	deep := filepath.Join(short(t), strings.Repeat("deep/", 30))
	if err := os.MkdirAll(deep, 0o755); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(short(t), "link")
	if err := os.Symlink(deep, link); err != nil {
		t.Skipf("no links here: %v", err)
	}
	p := placed(t, filepath.Join(deep, "w.duckdb"), runtime)
	l, err := p.listen()
	if err != nil {
		t.Fatal(err)
	}
	echo(t, l, "deep")
	if got := hears(t, placed(t, filepath.Join(link, "w.duckdb"), "")); got != "deep" {
		t.Errorf("heard %q", got)
	}
	info, err := os.Stat(filepath.Dir(p.spare))
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("folder of sockets: %v, %v", info, err)
	}
}

func TestAFolderOfSocketsThatOthersMayEnterIsRefused(t *testing.T) {
	runtime := short(t)
	if err := os.Mkdir(filepath.Join(runtime, "scv"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(runtime, "scv"), 0o777); err != nil {
		t.Fatal(err)
	}
	deep := filepath.Join(short(t), strings.Repeat("deep/", 30))
	if err := os.MkdirAll(deep, 0o755); err != nil {
		t.Fatal(err)
	}
	if l, err := placed(t, filepath.Join(deep, "w.duckdb"), runtime).listen(); err == nil {
		_ = l.Close()
		t.Error("a socket was made where others can put theirs")
	}
}
