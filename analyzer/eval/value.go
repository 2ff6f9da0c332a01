// Package eval says what Nix expressions are, as far as that can be known without running nix.
//
// In: parsed files, by name, and the folders they stand in. Out: values, evaluated lazily and
// once. What depends on an input's code, on a configuration or on the machine is not a value but
// an Unknown, with its place and the reason. It refuses to guess, to loop and to fail: steps and
// depth are bounded, and what needs its own value to be known is Unknown.
// It knows the language, builtins and lib's functions; it knows no options and no hosts.
package eval

import (
	"maps"
	"slices"
	"sync/atomic"

	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

// Value is what an expression is known to be. The set of values is sealed.
type Value interface{ value() }

// Place is where something is written.
type Place struct {
	File *syntax.File // nil if it is written in no file of the repository
	Node syntax.Node
}

// Span gives the place in lines and columns.
func (p Place) Span() diag.Span {
	if p.File == nil || p.Node == nil {
		return diag.Span{}
	}
	return p.File.Span(p.Node)
}

type (
	// Null is null.
	Null struct{}
	// Bool is true or false.
	Bool bool
	// Int is an integer.
	Int int64
	// Float is a floating-point number.
	Float float64
	// String is a string that is known whole. A path of the repository stands in it below Root.
	String string
	// Path is absolute; a path of the repository stands below Root.
	Path string

	// List has the elements that are known, and in Open why there may be more.
	List struct {
		Elems []*Thunk
		Open  []*Unknown // empty if Elems are all
	}

	// Set has the attributes that are known, and in Open why there may be more.
	Set struct {
		Attrs map[string]*Thunk
		Open  *Unknown        // nil if Attrs are all
		Base  Value           // where names that are not in Attrs come from: a Ref; nil for none
		Node  *syntax.AttrSet // where it is written; nil if it is computed
		Scope *Scope          // of Node
		Ctor  string          // mkOption, mkEnableOption or mkPackageOption, for an option; else ""
		Rest  []*Thunk        // the values whose names are computed, of a set as it is written
		Loose bool            // others may be there all the same: what is not in it is no certain failure
	}

	// Func is a function of a file.
	Func struct {
		Lambda *syntax.Lambda
		Scope  *Scope // outside of the lambda
	}

	// Builtin is a function of the language or of lib, applied to some of its arguments.
	Builtin struct {
		Name string
		fn   primitive
		args []*Thunk
	}

	// Ref is something known by name whose inside is not in the repository: a configuration, pkgs,
	// an input, a type of lib.
	Ref struct {
		Root string // config, options, pkgs, lib, inputs
		Path []string
	}

	// Call is a Ref applied to arguments: types.listOf types.str.
	Call struct {
		Fn   Ref
		Args []*Thunk
	}

	// MakerCall is the call of a maker, such as nixosSystem, of which the result is not computed; World says which functions are makers.
	MakerCall struct {
		Maker string
		Gives func(*Machine, *MakerCall) Value // its attributes
		From  Ref                              // what the maker was selected from
		Args  []*Thunk
		At    Place
		open  atomic.Pointer[Thunk]
	}

	// Unknown is what cannot be known.
	Unknown struct {
		At      Place
		Reason  string
		Foreign bool     // an input has it
		Perhaps []*Thunk // what it may be: the branches of an if
		Sifted  bool     // it is what a condition may keep of a list: a list of all that may be, such as what a folder has, is one
		Fails   Failure  // whether Nix fails on it for certain
		Lacks   *Lack    // the name that is missing, if it fails for that; else nil
	}

	// Lack is a name that nothing has at the place of an Unknown.
	Lack struct {
		Name string // that is wanted
		In   []*Set // that have others: the set of a select, or those of the withs around a name, innermost first
	}

	// Failure is whether the evaluation of something fails.
	Failure uint8
)

// The failures.
const (
	Perhaps Failure = iota // it is not known
	Fails                  // a type error, or abort: nothing catches it
	Throws                 // throw, or a failed assertion: tryEval catches it
	Loops                  // its value needs itself: no part of it is known either
)

func (Null) value()       {}
func (Bool) value()       {}
func (Int) value()        {}
func (Float) value()      {}
func (String) value()     {}
func (Path) value()       {}
func (*List) value()      {}
func (*Set) value()       {}
func (*Func) value()      {}
func (*Builtin) value()   {}
func (Ref) value()        {}
func (*Call) value()      {}
func (*MakerCall) value() {}
func (*Unknown) value()   {}

// Names are the known attribute names, sorted.
func (s *Set) Names() []string { return slices.Sorted(maps.Keys(s.Attrs)) }

// Whole reports whether a set's attributes are all known.
func (s *Set) Whole() bool { return s.Open == nil && s.Base == nil }

// below is a Ref to an attribute.
func (r Ref) below(name string) Ref {
	return Ref{Root: r.Root, Path: append(r.Path[:len(r.Path):len(r.Path)], name)}
}

// last is the name by which a Ref is spoken of.
func (r Ref) last() string {
	if len(r.Path) == 0 {
		return r.Root
	}
	return r.Path[len(r.Path)-1]
}

// NewSet makes a set of values that stand in no file.
func NewSet(values map[string]Value) *Set {
	attrs := make(map[string]*Thunk, len(values))
	for name, v := range values {
		attrs[name] = Known(v)
	}
	return &Set{Attrs: attrs}
}

// Args are the arguments that a function of the language was applied to, so far.
func (b *Builtin) Args() []*Thunk { return b.args }
