package facts

// maxFollowed bounds how many expressions and values one file's declarations, definitions and
// imports may lead to, and how many modules one configuration may import. Names that share what
// they stand for can spell more than any machine could list.
const maxFollowed = 20_000

// maxNested bounds how deep they lead: what a function makes anew at each level has no identity by
// which a circle could be seen.
const maxNested = 500

// Trail is the way that a walk over bindings and values takes. A name that stands for itself leads
// round in a circle: Step says so, and that the walk led to too much.
type Trail struct {
	on   map[any]bool // what the walk stands in now: nodes, thunks and sets, by identity
	made int
}

// Step enters what is identified by key, and gives how to leave it again. ok is false where the
// walk stands in it already, or has led to too much: then there is nothing to leave.
func (t *Trail) Step(key any) (leave func(), ok bool) {
	if t.on == nil {
		t.on = map[any]bool{}
	}
	t.made++
	if t.on[key] || t.made > maxFollowed || len(t.on) > maxNested {
		return nil, false
	}
	t.on[key] = true
	return func() { delete(t.on, key) }, true
}

// Spent reports whether the walk has led to too much, and counts one more step of it.
func (t *Trail) Spent() bool {
	t.made++
	return t.made > maxFollowed
}
