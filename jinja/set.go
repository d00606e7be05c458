package jinja

// Set is a Python set. It keeps the order of insertion, where Python's order is
// arbitrary.
type Set struct{ members *Dict }

// NewSet gives a set of items; the error is a TypeError for an item that cannot be hashed.
func NewSet(items ...Value) (*Set, error) {
	s := &Set{members: &Dict{}}
	for _, v := range items {
		if err := s.members.Set(v, nil); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// Len counts the members.
func (s *Set) Len() int { return s.members.Len() }

// Has says whether v is a member.
func (s *Set) Has(v Value) bool {
	_, ok := s.members.Get(v)
	return ok
}

// Elements gives the members in order of insertion.
func (s *Set) Elements() []Value { return s.members.Keys() }

// TypeName is Python's name of the type.
func (s *Set) TypeName() string { return "set" }
