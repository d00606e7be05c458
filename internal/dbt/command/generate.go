package command

import (
	"context"
	"path"
)

// generate is docs generate: manifest.json, catalog.json, and a page that shows
// them.
func (v *invocation) generate(ctx context.Context) error {
	if err := v.load(ctx); err != nil {
		return err
	}
	return v.generateLoaded(ctx)
}

func (v *invocation) generateLoaded(ctx context.Context) error {
	if !v.f.EmptyCatalog || !v.f.NoCompile {
		if err := v.open(ctx); err != nil {
			return err
		}
	}
	if !v.f.NoCompile {
		res, err := v.compileNodes(ctx)
		if err != nil {
			return err
		}
		if err := compileFailed(res); err != nil {
			return err
		}
	} else if err := v.project.WriteManifest(); err != nil {
		return err
	}
	v.log.emit(event{name: "BuildingCatalog", code: "E044", level: "info", text: "Building catalog"})
	if err := v.project.Catalog(ctx, v.f.EmptyCatalog); err != nil {
		return err
	}
	if err := v.project.WritePage(); err != nil {
		return err
	}
	at := path.Join(v.targetPath(), "catalog.json")
	v.log.emit(event{name: "CatalogWritten", code: "E043", level: "info", text: "Catalog written to " + at, data: map[string]any{"path": at}})
	v.info("Open " + path.Join(v.targetPath(), "index.html") + " in a browser")
	return nil
}
