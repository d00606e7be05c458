package splink

// countExact gives the u of a comparison's exact level without sampling: how many
// pairs have one value follows from how often each value occurs. It can where one
// column decides the comparison and equal values are its first level after null.
func (t *trainer) countExact(k int) (u float64, ok bool) {
	c := t.scorer.comparisons[k]
	column, ok := c.choice.Column()
	top := int8(len(t.now.u[k]) - 1)
	if !ok || !c.exactFirst(column.Name, top) {
		return 0, false
	}
	sources := max(len(t.in.Sources), 1)
	if t.m.Link != "link_only" {
		sources = 1
	}
	counts := make([]int64, column.Len()*sources)
	some := make([]int32, column.Len()) // a row of each value
	for row, code := range column.Codes {
		some[code] = int32(row)
		source := 0
		if sources > 1 {
			source = int(t.source(row))
		}
		counts[int(code)*sources+source]++
	}
	equal, all := pairCount{}, pairCount{}
	total := make([]int64, sources)
	p := t.view(0)
	for code := 1; code < column.Len(); code++ {
		own := counts[code*sources : (code+1)*sources]
		if c.choice.Equal(p, int32(code), some[code]) != top {
			continue // null by what the level asks for, not by the value
		}
		equal.add(own)
		for s, n := range own {
			total[s] += n
		}
	}
	all.add(total)
	return equal.pairs / max(all.pairs, 1), p.Err() == nil && all.pairs > 0
}

// pairCount counts pairs: inside one source, or between several.
type pairCount struct{ pairs float64 }

func (p *pairCount) add(bySource []int64) {
	if len(bySource) == 1 {
		n := float64(bySource[0])
		p.pairs += n * (n - 1) / 2
		return
	}
	var sum, squares float64
	for _, n := range bySource {
		sum += float64(n)
		squares += float64(n) * float64(n)
	}
	p.pairs += (sum*sum - squares) / 2
}

// exactFirst says that the level of the largest gamma is equality of the column.
func (c *comparison) exactFirst(column string, top int8) bool {
	for i, g := range c.Gammas() {
		if g == top {
			names, ok := exact(c.Levels[i].SQL)
			return ok && len(names) == 1 && equalFold(names[0], column)
		}
	}
	return false
}
