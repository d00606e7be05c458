package dbt

// WritePage writes index.html beside the artifacts: a page that shows the project,
// with the columns that Catalog found.
func (p *Project) WritePage() error { return p.writer().Page(p.catalog) }
