// Package analyzer turns parsed files into facts about a repository: its modules, options,
// imports and hosts.
//
// In: one fs.FS and the list of files. Out: a frozen Repo, and the findings that rules make of it.
// It never prints, never runs nix, and says "unknown" where it cannot see.
package analyzer

import (
	"mxmcheck/analyzer/facts"
	"mxmcheck/analyzer/link"
	"mxmcheck/analyzer/tree"
)

// What one file says, as rules read it; see the room facts.
type (
	Path        = facts.Path
	File        = facts.File
	Class       = facts.Class
	Declaration = facts.Declaration
	Definition  = facts.Definition
	Read        = facts.Read
	Import      = facts.Import
	ImportState = facts.ImportState
	ImportsExpr = facts.ImportsExpr
	Alias       = facts.Alias
	Merge       = facts.Merge
	Shape       = facts.Shape
	Option      = facts.Option
	Type        = facts.Type
	Attr        = facts.Attr
	Kind        = facts.Kind
	Key         = facts.Key
)

// How the flake's hosts are linked; see the room link.
type (
	Closure = link.Closure
	Absent  = link.Absent
)

// Checkout is what lies around a flake that stands in a subfolder of its repository.
type Checkout = tree.Checkout

// Kept are the trees of one analysis, for the next one.
type Kept = tree.Kept

// The classes of modules.
const (
	NixOS      = facts.NixOS
	Darwin     = facts.Darwin
	Home       = facts.Home
	FlakeParts = facts.FlakeParts
)

// The import states.
const (
	Resolved  = facts.Resolved
	Missing   = facts.Missing
	Untracked = facts.Untracked
	Dynamic   = facts.Dynamic
	Foreign   = facts.Foreign
)

// The priorities of the module system.
const (
	UnknownPriority       = facts.UnknownPriority
	VMPriority            = facts.VMPriority
	ForcePriority         = facts.ForcePriority
	ImageMediaPriority    = facts.ImageMediaPriority
	DefaultPriority       = facts.DefaultPriority
	MkDefaultPriority     = facts.MkDefaultPriority
	OptionDefaultPriority = facts.OptionDefaultPriority
)

// The kinds of values.
const (
	UnknownKind  = facts.UnknownKind
	NullKind     = facts.NullKind
	BoolKind     = facts.BoolKind
	IntKind      = facts.IntKind
	FloatKind    = facts.FloatKind
	StringKind   = facts.StringKind
	PathKind     = facts.PathKind
	ListKind     = facts.ListKind
	SetKind      = facts.SetKind
	FunctionKind = facts.FunctionKind
)
