package block

// Estimate is how many pairs a rule gives, before any is compared.
type Estimate struct {
	Rule  string
	Pairs int64 // of its blocks, also those that an earlier rule gives
	New   int64 // of them that no earlier rule gives, from a sample
}

// looked is how many pairs of a rule are looked at to estimate how many are new.
const looked = 2000

// Estimate tells what each rule will give. Pairs are looked at in even steps, so
// that the same records give the same answer.
func (x *Index) Estimate() []Estimate {
	out := make([]Estimate, len(x.rules))
	for r, rule := range x.rules {
		out[r].Rule = rule.Name
	}
	for _, b := range x.blocks {
		out[b.rule].Pairs += pairsOf(int(b.end - b.start))
	}
	seen, fresh, passed := make([]int64, len(x.rules)), make([]int64, len(x.rules)), make([]int64, len(x.rules))
	for at, b := range x.blocks {
		rows, step := x.rows[b.rule][b.start:b.end], max(out[b.rule].Pairs/looked, 1)
		size := pairsOf(len(rows))
		for k := (step - passed[b.rule]%step) % step; k < size; k += step {
			i, j := pairAt(len(rows), k)
			seen[b.rule]++
			if x.members.first(rows[i], rows[j]) == int32(at) {
				fresh[b.rule]++
			}
		}
		passed[b.rule] += size
	}
	for r := range out {
		if seen[r] > 0 {
			out[r].New = out[r].Pairs * fresh[r] / seen[r]
		}
	}
	return out
}

// pairAt is pair k of n rows, in the order (0,1), (0,2), ... (1,2), ...
func pairAt(n int, k int64) (i, j int) {
	for row := int64(n - 1); k >= row; row-- {
		k -= row
		i++
	}
	return i, i + 1 + int(k)
}
