package splink

import (
	"bytes"
	"encoding/json"
)

// The file's keys in the order in which Splink writes them.
type (
	modelFile struct {
		Link             string           `json:"link_type"`
		Lambda           float64          `json:"probability_two_random_records_match"`
		KeepMatching     bool             `json:"retain_matching_columns"`
		KeepIntermediate bool             `json:"retain_intermediate_calculation_columns"`
		Keep             []string         `json:"additional_columns_to_retain"`
		Dialect          string           `json:"sql_dialect,omitempty"`
		UID              *string          `json:"linker_uid"`
		Convergence      float64          `json:"em_convergence"`
		Rounds           int              `json:"max_iterations"`
		Factor           *string          `json:"bayes_factor_column_prefix,omitempty"`
		Weight           *string          `json:"match_weight_column_prefix,omitempty"`
		Frequency        string           `json:"term_frequency_adjustment_column_prefix"`
		Gamma            string           `json:"comparison_vector_value_column_prefix"`
		ID               string           `json:"unique_id_column_name"`
		Source           string           `json:"source_dataset_column_name"`
		Rules            []any            `json:"blocking_rules_to_generate_predictions"`
		Comparisons      []comparisonFile `json:"comparisons"`
	}
	ruleFile struct {
		SQL     string   `json:"blocking_rule"`
		Dialect string   `json:"sql_dialect"`
		Salting int      `json:"salting_partitions,omitempty"`
		Explode []string `json:"arrays_to_explode,omitempty"`
	}
	comparisonFile struct {
		Name        string      `json:"output_column_name"`
		Levels      []levelFile `json:"comparison_levels"`
		Description string      `json:"comparison_description,omitempty"`
	}
	levelFile struct {
		SQL       string   `json:"sql_condition"`
		Label     string   `json:"label_for_charts,omitempty"`
		M         *float64 `json:"m_probability,omitempty"`
		U         *float64 `json:"u_probability,omitempty"`
		FixM      bool     `json:"fix_m_probability"`
		FixU      bool     `json:"fix_u_probability"`
		TF        string   `json:"tf_adjustment_column,omitempty"`
		TFMinimum float64  `json:"tf_minimum_u_value,omitempty"`
		TFWeight  *float64 `json:"tf_adjustment_weight,omitempty"`
		Null      bool     `json:"is_null_level,omitempty"`
		TFOwnU    bool     `json:"disable_tf_exact_match_detection,omitempty"`
	}
)

// Encode writes a model as Splink of the model's version does. An m or u of 0 is
// left out, as no version of Splink takes it back.
func Encode(m *Model) ([]byte, error) {
	f := modelFile{
		Link: m.Link, Lambda: m.Lambda, KeepMatching: m.KeepMatching, KeepIntermediate: m.KeepIntermediate, Keep: append([]string{}, m.Keep...),
		Dialect: m.Dialect, UID: m.UID, Convergence: m.Convergence, Rounds: m.Rounds, Frequency: m.FrequencyPrefix, Gamma: m.GammaPrefix,
		ID: m.IDColumn, Source: m.SourceColumn, Rules: []any{}, Comparisons: []comparisonFile{},
	}
	if m.Version == 5 {
		f.Weight = &m.FactorPrefix
	} else {
		f.Factor = &m.FactorPrefix
	}
	for _, r := range m.Rules {
		if r.plain {
			f.Rules = append(f.Rules, r.SQL)
			continue
		}
		f.Rules = append(f.Rules, ruleFile{r.SQL, r.Dialect, r.Salting, r.Explode})
	}
	for _, c := range m.Comparisons {
		out := comparisonFile{Name: c.Name, Description: c.Description, Levels: []levelFile{}}
		for _, l := range c.Levels {
			out.Levels = append(out.Levels, fileOf(l))
		}
		f.Comparisons = append(f.Comparisons, out)
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	err := e.Encode(f)
	return b.Bytes(), err
}

func fileOf(l Level) levelFile {
	out := levelFile{
		SQL: l.SQL, Label: l.Label, M: notZero(l.M), U: notZero(l.U), FixM: l.FixM, FixU: l.FixU,
		TF: l.TF, TFMinimum: l.TFMinimum, Null: l.Null, TFOwnU: l.TFOwnU,
	}
	if l.TF != "" {
		out.TFWeight = notZero(&l.TFWeight)
	}
	return out
}

func notZero(v *float64) *float64 {
	if v == nil || *v == 0 {
		return nil
	}
	return v
}
