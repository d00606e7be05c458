package answer

import (
	"context"
	"strings"
)

// Hit is one customer that a search found.
type Hit struct {
	CustomerID string  `json:"customer_id"`
	Name       string  `json:"name"`
	BirthDate  string  `json:"birth_date,omitempty"`
	Email      string  `json:"email,omitempty"`
	Phone      string  `json:"phone,omitempty"`
	Place      string  `json:"place,omitempty"`
	Records    int64   `json:"records"`
	Score      float64 `json:"score"` // mean over the query's words of the best likeness, 0 to 1
}

// Search finds customers by words of their name, e-mail, phone, place or an id,
// best first, ties by id. Every word must be like something in the record
// (Jaro-Winkler 0.85 and more, or its beginning); at most limit hits.
func (a *Answers) Search(ctx context.Context, query string, limit int) ([]Hit, error) {
	words := strings.Fields(strings.ToLower(query))
	if len(words) == 0 {
		return nil, nil
	}
	t, err := a.table(ctx, "search", strings.Join(words, " "), int64(limit))
	if err != nil {
		return nil, err
	}
	hits := make([]Hit, 0, len(t.Rows))
	for _, r := range t.Rows {
		hits = append(hits, Hit{
			CustomerID: str(r[0]), Name: str(r[1]), BirthDate: str(r[2]), Email: str(r[3]), Phone: str(r[4]),
			Place: str(r[5]), Records: int64(num(r[6])), Score: num(r[7]),
		})
	}
	return hits, nil
}
