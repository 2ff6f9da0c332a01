package eval

import "testing"

// TestExtended wants what Nix gives for a lib that is extended more than once: what an overlay reads of final is
// what the last one says.
func TestExtended(t *testing.T) {
	const libs = `let
		one = lib.extend (final: prev: { x = 1; y = final.x + 1; own.id = prev.id; });
		two = one.extend (final: prev: { x = prev.x + 9; z = prev.own; });
		three = two.extend (_: prev: { inherit (prev) y; w = prev ? x; });
	in `
	for text, want := range map[string]Value{
		"one.y":                       Int(2),
		"two.x":                       Int(10),
		"two.y":                       Int(11),
		"three.y":                     Int(11),
		"three.z.id 4":                Int(4),
		"three.w":                     Bool(true),
		"three.x":                     Int(10),
		`three.concatStrings [ "a" ]`: String("a"),
		"(lib.extend (_: _: { a = 1; })).extend (_: _: { }) ? a": Bool(true),
	} {
		f := parse(t, "extended.nix", "{ lib }: "+libs+text)
		m := New(world(nil))
		lib := &Set{Attrs: map[string]*Thunk{"lib": Known(Ref{Root: "lib"})}}
		if got := m.Apply(m.Eval(f.Root, FileScope(f)), Known(lib), Place{}); got != want {
			t.Errorf("%s: got %#v, want %#v", text, got, want)
		}
	}
}
