// Package selection says which nodes of a graph a selection names: methods,
// graph operators (+ and @), union by blank, intersection by comma, exclusion,
// and the named selectors of selectors.yml, as dbt 1.12 has them.
//
// It never looks into the warehouse. Methods that compare with an earlier run
// (state, result, source_status) need its artifacts and are refused without.
//
// Words: criterion = one `method:value` with its operators; indirect = a test
// that is selected because a parent of it is.
package selection
