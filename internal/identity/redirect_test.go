package identity

import (
	"fmt"
	"testing"
)

// Of several events of one id in one run the same is told, in whatever order they stand.
func TestWhyAnIDIsAnsweredForDoesNotDependOnTheOrderOfEvents(t *testing.T) {
	for _, order := range []string{"asc", "desc"} {
		o := newTown(t)
		o.exec(t, "create schema if not exists identity")
		o.exec(t, "create table identity.customer_id_redirect as select 'C-OLD' as customer_id, 'C-NEW' as redirect_id")
		o.exec(t, fmt.Sprintf("create table identity.identity_event as select timestamp '2026-01-02' as as_of, kind, 'C-OLD' as customer_id, other as other_customer_id, why as reason "+
			"from (values ('merged', 'C-B', 'second'), ('merged', 'C-A', 'first'), ('split', 'C-A', 'third')) as t(kind, other, why) order by kind %s, other %s", order, order))
		r, err := RedirectOf(t.Context(), o.w, "C-OLD")
		if err != nil || r == nil || r.To != "C-NEW" || r.Because != "first" {
			t.Errorf("%s: %v, %v", order, r, err)
		}
	}
}
