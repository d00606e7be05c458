package engine

// PairColumns are the columns of a file of pairs, as Splink names them.
func PairColumns(in Input, comparisons []string) []string {
	out := []string{in.IDColumn + "_l", in.IDColumn + "_r"}
	if in.Link != Dedupe {
		out = []string{"source_dataset_l", in.IDColumn + "_l", "source_dataset_r", in.IDColumn + "_r"}
	}
	out = append(out, "match_key")
	for _, c := range comparisons {
		out = append(out, "gamma_"+c, "bf_"+c)
	}
	return append(out, "match_weight", "match_probability")
}

// PairIDs are the ids of a pair, for the first columns of PairColumns.
func PairIDs(in Input, i, j int32) []string {
	if in.Link == Dedupe {
		return []string{in.IDs[i], in.IDs[j]}
	}
	return []string{in.Sources[in.Source[i]], in.IDs[i], in.Sources[in.Source[j]], in.IDs[j]}
}
