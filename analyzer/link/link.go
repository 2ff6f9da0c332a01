// Package link follows a flake from flake.nix to its hosts, and each host to the files that it
// imports.
//
// In: a tree of parsed files. Out: a Flake, with its hosts and their import closures. It knows the
// module system's imports, and nothing of options: what modules declare and define is for who reads
// their facts. It changes no file.
package link

import (
	"sync"

	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/facts"
	"mxmcheck/analyzer/host"
	"mxmcheck/analyzer/tree"
)

// Options says how to link.
type Options struct {
	Hosts  []string        // globs of host folders
	Places []host.Place    // further outputs that hold hosts
	Stop   func() bool     // whether the analysis is to end
	Watch  func(eval.Look) // what the evaluation looks at; nil for nobody
}

// Flake is the repository's flake as the evaluator sees it, and what was linked so far. Read gives
// all but what imports lead to, which is for Follow.
type Flake struct {
	Machine    *eval.Machine
	File       *facts.File // flake.nix; nil if it cannot be read
	Inputs     eval.Value  // nil without File, as the next two
	Self       eval.Value
	Outputs    eval.Value
	Owners     map[string]string      // of inputs
	Private    map[string]bool        // inputs that only some can fetch
	Hosts      []*Host                // by kind and name
	HostsKnown bool                   // the flake has no other hosts
	Closed     bool                   // nothing is known of the flake's outputs: a function of an input makes all of them
	Hived      bool                   // there is no flake, and the hosts are those of a hive
	Exported   []*Closure             // of the modules that the flake offers to others
	Unknowns   []diag.Unknown         // of the flake and its hosts
	Elsewhere  []diag.Unknown         // of hosts in further outputs
	PartsArgs  []string               // names that the modules of flake-parts are called with
	PartsKnown bool                   // there are no others
	Modules    []Module               // that imports met, in their order
	Classes    map[string]facts.Class // of the files that were reached

	tree         *tree.Tree
	opts         Options
	globs        []string
	opened       map[*eval.MakerCall]eval.Value
	args         map[string]eval.Value // what modules are called with, where all hosts agree
	supplied     map[string]eval.Value // of these, what no host has
	stop         func() bool
	twins        []*Host           // hosts as a hive has them, where nixosConfigurations has them too
	parted       bool              // some of its outputs are those of partitions, which have more inputs
	parts        *walker           // of the modules of flake-parts; nil without
	clan         *Closure          // of the modules of clans; nil without
	clanLock     sync.Mutex        // of clan
	homed        sync.Map          // by file: whether it defines home-manager
	repositories map[string]string // of inputs
}

// Read evaluates flake.nix down to its hosts.
func Read(files *tree.Tree, opts Options) *Flake {
	l := &Flake{tree: files, opts: opts, globs: opts.Hosts, stop: opts.Stop, opened: map[*eval.MakerCall]eval.Value{}, args: map[string]eval.Value{}, supplied: map[string]eval.Value{}, Owners: map[string]string{}, Private: map[string]bool{}, repositories: map[string]string{}, Classes: map[string]facts.Class{}}
	l.Machine = eval.New(l.world())
	l.Machine.Stop = opts.Stop
	l.Machine.Observe(opts.Watch)
	l.readFlake()
	l.readHive()
	return l
}

// Supply notes an argument that all modules are called with, unless the hosts say what it is.
func (l *Flake) Supply(name string, v eval.Value) {
	if l.args[name] == nil {
		l.args[name], l.supplied[name] = v, v
	}
}
