package app

import (
	"context"
	"os"
	"path/filepath"

	"scv/internal/catalog"
)

// pagesDir is where the pages about a home are, below it.
const pagesDir = "docs"

func (a *App) page(name string) ([]byte, error) {
	return os.ReadFile(filepath.Join(a.Home, pagesDir, name))
}

// writePages writes the pages about the home that are no longer true. A file of
// that name that somebody else wrote stays; the probe of the page tells.
func (a *App) writePages(ctx context.Context, home catalog.Home) error {
	pages, err := home.Pages(ctx)
	if err != nil {
		return err
	}
	for _, p := range pages {
		if old, err := a.page(p.Name); err == nil && (string(old) == string(p.Content) || !catalog.Ours(old)) {
			continue
		}
		if err := writeFile(filepath.Join(a.Home, pagesDir, p.Name), p.Content); err != nil {
			return err
		}
	}
	return nil
}
