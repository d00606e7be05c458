package splink

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"

	"scv"
)

// Decode reads a model file. unknown names the keys that Splink does not have,
// with their place: they are reported, and not kept.
func Decode(text []byte) (m *Model, unknown []string, err error) {
	d := &decoder{}
	top := d.object("", text)
	m = &Model{
		Lambda: 1e-4, IDColumn: "unique_id", SourceColumn: "source_dataset", Version: 4, FactorPrefix: "bf_", GammaPrefix: "gamma_",
		FrequencyPrefix: "tf_", KeepMatching: true, Convergence: 1e-4, Rounds: 25,
	}
	d.need(top, "link_type", &m.Link)
	d.take(top, "probability_two_random_records_match", &m.Lambda)
	d.take(top, "unique_id_column_name", &m.IDColumn)
	d.take(top, "source_dataset_column_name", &m.SourceColumn)
	d.take(top, "comparison_vector_value_column_prefix", &m.GammaPrefix)
	d.take(top, "term_frequency_adjustment_column_prefix", &m.FrequencyPrefix)
	d.take(top, "retain_matching_columns", &m.KeepMatching)
	d.take(top, "retain_intermediate_calculation_columns", &m.KeepIntermediate)
	d.take(top, "additional_columns_to_retain", &m.Keep)
	d.take(top, "em_convergence", &m.Convergence)
	d.take(top, "max_iterations", &m.Rounds)
	d.take(top, "linker_uid", &m.UID)
	d.take(top, "sql_dialect", &m.Dialect)
	d.prefix(top, m)
	d.rules(top, m)
	d.comparisons(top, m)
	d.rest(top)
	d.judge(m)
	return m, d.unknown, d.err
}

// prefix tells the versions apart: 5 has weights where 4 has Bayes factors.
func (d *decoder) prefix(top object, m *Model) {
	if _, ok := top.keys["match_weight_column_prefix"]; ok {
		m.Version, m.FactorPrefix = 5, "mw_"
		d.take(top, "match_weight_column_prefix", &m.FactorPrefix)
		var old string
		d.take(top, "bayes_factor_column_prefix", &old)
		return
	}
	d.take(top, "bayes_factor_column_prefix", &m.FactorPrefix)
}

// judge refuses what no model may say.
func (d *decoder) judge(m *Model) {
	switch m.Link {
	case "dedupe_only", "link_only", "link_and_dedupe", "":
	default:
		d.fail("link_type", fmt.Errorf("%q is none of dedupe_only, link_only, link_and_dedupe", m.Link))
	}
	if !(m.Lambda > 0 && m.Lambda < 1) {
		d.fail("probability_two_random_records_match", errors.New("not between 0 and 1"))
	}
	if len(m.Comparisons) == 0 {
		d.fail("comparisons", errors.New("there are none"))
	}
	if m.Rounds < 1 {
		d.fail("max_iterations", errors.New("less than 1"))
	}
}

func (d *decoder) rules(top object, m *Model) {
	var raw []json.RawMessage
	d.need(top, "blocking_rules_to_generate_predictions", &raw)
	for i, text := range raw {
		at := fmt.Sprintf("blocking_rules_to_generate_predictions[%d]", i)
		var r Rule
		if bytes.HasPrefix(bytes.TrimSpace(text), []byte(`"`)) {
			r.plain = true
			d.decode(at, text, &r.SQL)
		} else {
			o := d.object(at, text)
			d.need(o, "blocking_rule", &r.SQL)
			d.take(o, "sql_dialect", &r.Dialect)
			d.take(o, "arrays_to_explode", &r.Explode)
			d.take(o, "salting_partitions", &r.Salting)
			d.rest(o)
		}
		m.Rules = append(m.Rules, r)
	}
}

func (d *decoder) comparisons(top object, m *Model) {
	var raw []json.RawMessage
	d.need(top, "comparisons", &raw)
	for i, text := range raw {
		o := d.object(fmt.Sprintf("comparisons[%d]", i), text)
		var c Comparison
		d.take(o, "output_column_name", &c.Name)
		d.take(o, "comparison_description", &c.Description)
		if c.Name != "" {
			o.at += " (" + c.Name + ")"
		}
		var levels []json.RawMessage
		d.need(o, "comparison_levels", &levels)
		for k, text := range levels {
			c.Levels = append(c.Levels, d.level(fmt.Sprintf("%s.comparison_levels[%d]", o.at, k), text))
		}
		if !slices.ContainsFunc(c.Levels, func(l Level) bool { return !l.Null }) {
			d.fail(o.at+".comparison_levels", errors.New("there is none but for null"))
		}
		d.rest(o)
		if c.Name == "" {
			c.Name = nameOf(&c)
		}
		m.Comparisons = append(m.Comparisons, c)
	}
}

func (d *decoder) level(at string, text []byte) Level {
	o := d.object(at, text)
	l := Level{TFWeight: 1}
	d.need(o, "sql_condition", &l.SQL)
	d.take(o, "label_for_charts", &l.Label)
	d.take(o, "is_null_level", &l.Null)
	d.take(o, "m_probability", &l.M)
	d.take(o, "u_probability", &l.U)
	d.take(o, "fix_m_probability", &l.FixM)
	d.take(o, "fix_u_probability", &l.FixU)
	d.take(o, "tf_adjustment_column", &l.TF)
	d.take(o, "tf_adjustment_weight", &l.TFWeight)
	d.take(o, "tf_minimum_u_value", &l.TFMinimum)
	d.take(o, "disable_tf_exact_match_detection", &l.TFOwnU)
	d.rest(o)
	for key, v := range map[string]*float64{"m_probability": l.M, "u_probability": l.U, "tf_minimum_u_value": &l.TFMinimum} {
		if v != nil && !(*v >= 0 && *v <= 1) {
			d.fail(at+"."+key, errors.New("not between 0 and 1"))
		}
	}
	if math.IsNaN(l.TFWeight) || l.TFWeight < 0 {
		d.fail(at+".tf_adjustment_weight", errors.New("below 0"))
	}
	return l
}

// decoder reads keys and keeps the first error.
type decoder struct {
	unknown []string
	err     error
}

// object is a JSON object whose keys are taken one by one.
type object struct {
	at   string
	keys map[string]json.RawMessage
}

func (d *decoder) fail(at string, err error) {
	if d.err == nil {
		d.err = &scv.Error{
			Code: scv.CodeSplinkModel, Op: "read Splink model", Subject: at, Err: err,
			Hint: "Save the model again with linker.misc.save_model_to_json, or correct the key that the message names.",
		}
	}
}

func (d *decoder) decode(at string, text []byte, into any) {
	if err := json.Unmarshal(text, into); err != nil {
		if kind, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
			err = fmt.Errorf("a %s stands where a %s is needed", kind.Value, kind.Type)
		}
		d.fail(at, err)
	}
}

func (d *decoder) object(at string, text []byte) object {
	o := object{at: at}
	dec := json.NewDecoder(bytes.NewReader(text))
	if err := dec.Decode(&o.keys); err != nil {
		d.fail(at, fmt.Errorf("no JSON object: %w", err))
	} else if _, err := dec.Token(); at == "" && !errors.Is(err, io.EOF) {
		d.fail(at, errors.New("something follows the end of the model"))
	}
	return o
}

// take reads a key that may be absent or null, and says whether it was there.
func (d *decoder) take(o object, key string, into any) bool {
	text, ok := o.keys[key]
	delete(o.keys, key)
	if !ok || string(text) == "null" {
		return false
	}
	d.decode(path(o.at, key), text, into)
	return true
}

func (d *decoder) need(o object, key string, into any) {
	if _, ok := o.keys[key]; !ok {
		d.fail(path(o.at, key), errors.New("is missing"))
	}
	d.take(o, key, into)
}

// rest notes the keys that nobody took.
func (d *decoder) rest(o object) {
	for _, key := range slices.Sorted(maps.Keys(o.keys)) {
		d.unknown = append(d.unknown, path(o.at, key))
	}
}

func path(at, key string) string {
	if at == "" {
		return key
	}
	return at + "." + key
}
