package jinja

// Undefined stands for a name, attribute or element that does not exist. It
// prints empty, is false, has no elements and equals other Undefineds; an
// attribute of it, a call or arithmetic is an UndefinedError. With Lax set these
// give an Undefined again.
type Undefined struct {
	Name   string // the name that was looked up
	Hint   string // the message of the error; "" gives "'name' is undefined"
	Lax    bool
	kind   string // kind of the error, UndefinedError when empty
	object string // type of the object that lacks the name
	index  bool   // Name is the repr of an element, not an attribute
}

// Message is what an error about u says.
func (u *Undefined) Message() string {
	switch {
	case u.Hint != "":
		return u.Hint
	case u.object == "":
		return reprString(u.Name) + " is undefined"
	case u.index:
		return u.object + " has no element " + u.Name
	}
	return reprString(u.object) + " has no attribute " + reprString(u.Name)
}

func (u *Undefined) err() error {
	kind := u.kind
	if kind == "" {
		kind = kindUndefined
	}
	return &Error{Kind: kind, Message: u.Message()}
}

// Len is always 0.
func (u *Undefined) Len() int { return 0 }

// String is always empty.
func (u *Undefined) String() string { return "" }
