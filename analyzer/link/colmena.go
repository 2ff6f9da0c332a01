package link

import (
	"path"
	"slices"

	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/facts"
	"mxmcheck/analyzer/host"
)

// colmena is the tool that makes hosts of a hive.
const colmena = "colmena"

// colmenaHosts takes the hosts of the hives of colmena: what it makes of the output colmena, and what its function made
// already of colmenaHive. Both outputs hold the same hosts, as a rule.
func (l *Flake) colmenaHosts(outputs []*eval.Set) {
	seen := map[string]bool{}
	for _, output := range []string{"colmenaHive", colmena} {
		var given []*eval.Thunk
		for _, set := range outputs {
			if t, ok := set.Attrs[output]; ok {
				given = append(given, t)
			}
		}
		if len(given) == 0 || l.takenIn(output) {
			continue
		}
		c := hiveLook{Flake: l, output: output, at: given[0].At(), seen: seen}
		if output == colmena {
			c.raw(given)
			continue
		}
		for _, t := range given {
			c.hive(l.Opened(l.Machine.Fresh().Force(t)))
		}
	}
}

// readHive takes the hosts of the hive that a repository without a flake has. What else makes hosts there is not known.
func (l *Flake) readHive() {
	if l.File != nil || l.tree.File("flake.nix") != nil {
		return
	}
	for _, f := range l.tree.Files {
		if _, of := hive(f); of != colmena || forTests.MatchString(f.Name) || l.tree.File(f.Name) != f {
			continue
		}
		c := hiveLook{Flake: l, output: colmena, at: eval.Place{File: f.File, Node: f.Root}, seen: map[string]bool{}, without: "no flake.nix: "}
		c.file(c.Machine.Fresh().Import(path.Join(eval.Root, f.Name), c.at))
		slices.SortFunc(l.Hosts, func(a, b *Host) int { return host.Compare(a.ID(), b.ID()) })
		l.agreedArgs()
		l.Hived = true
		return
	}
}

// file takes the hosts of a file that has a hive in it. What the file gives is a hive only if it has the settings of one.
func (c hiveLook) file(v eval.Value) {
	if fn, ok := v.(*eval.Func); ok {
		v = c.Machine.Fresh().Apply(fn, eval.Known(&eval.Set{}), c.at)
	}
	set, ok := v.(*eval.Set)
	if !ok || set.Attrs["meta"] == nil {
		c.unseen(reasonOf(v, c.at))
		return
	}
	c.hive(c.Machine.Fresh().Apply(c.makeHive(), eval.Known(set), c.at))
}

// hiveLook is the look for the hosts of one output.
type hiveLook struct {
	*Flake
	output string
	at     eval.Place
	seen   map[string]bool // names of hosts of hives

	without string // what is to be said before, where there is no flake
}

// raw has colmena make the hosts of what the output gives. Where modules of flake-parts define it together, what several
// of them say of one name is not put together.
func (c hiveLook) raw(given []*eval.Thunk) {
	v := c.Opened(c.Machine.Fresh().Force(given[0]))
	var groups []*eval.Set
	for _, t := range given {
		groups = append(groups, facts.Contents(c.Machine, c.Opened(c.Machine.Fresh().Force(t)))...)
	}
	if len(groups) > 1 {
		joined := &eval.Set{Attrs: map[string]*eval.Thunk{}}
		for _, group := range groups {
			for name, t := range group.Attrs {
				if joined.Attrs[name] != nil {
					c.unseen(&eval.Unknown{At: t.At(), Reason: "several definitions say of " + name + " what it is"})
					return
				}
				joined.Attrs[name] = t
			}
			if joined.Open == nil {
				joined.Open = group.Open
			}
		}
		v = joined
	}
	if u, unknown := v.(*eval.Unknown); unknown {
		c.unseen(reasonOf(u, c.at))
		return
	}
	c.hive(c.Machine.Fresh().Apply(c.makeHive(), eval.Known(v), c.at))
}

// makeHive is the function of colmena that makes a hive.
func (c hiveLook) makeHive() eval.Value {
	return c.Machine.Select(c.Machine.Force(frameworks()[colmena].Attrs["lib"]), "makeHive", c.at)
}

// hive takes the hosts of a hive that is made.
func (c hiveLook) hive(v eval.Value) {
	hives := facts.Contents(c.Machine, v)
	if len(hives) == 0 {
		c.unseen(reasonOf(v, c.at))
	}
	for _, hive := range hives {
		t, ok := hive.Attrs["nodes"]
		if !ok {
			c.unseen(&eval.Unknown{At: c.at, Reason: "its nodes are not seen"})
			continue
		}
		nodes := c.Opened(c.Machine.Fresh().Force(t))
		groups := facts.Contents(c.Machine, nodes)
		if len(groups) == 0 {
			c.unseen(reasonOf(nodes, c.at))
		}
		for _, group := range groups {
			for _, name := range group.Names() {
				c.node(name, group.Attrs[name])
			}
			if group.Open != nil {
				c.more(group.Open)
			}
			if group.Base != nil {
				c.more(&eval.Unknown{At: c.at, Reason: "an input has some of them"})
			}
		}
	}
}

// node takes one host. One that nixosConfigurations has is no second host: what it imports in the hive is used.
func (c hiveLook) node(name string, t *eval.Thunk) {
	if c.seen[name] {
		return
	}
	c.seen[name] = true
	kind := host.Kinds()[0]
	i := slices.IndexFunc(c.Hosts, func(h *Host) bool { return h.ID() == host.ID{Kind: kind.Name, Name: name} })
	if i >= 0 && c.framed(c.Hosts[i]) {
		return // it is made of the hive
	}
	h := c.hostOf(kind, name, t)
	h.Tool = colmena
	if i >= 0 {
		c.twins = append(c.twins, h)
		return
	}
	c.Hosts = append(c.Hosts, h)
	c.lintedOnly()
}

// lintedOnly says, once, that hosts which only the hive of a flake has are not evaluated.
func (c hiveLook) lintedOnly() {
	if c.without != "" {
		return
	}
	u := diag.Unknown{Span: c.SpanOf(c.at), Message: "hosts of " + c.output + " are linted only: no output of nix lists them, so check and snapshot do not evaluate them"}
	if !slices.Contains(c.Unknowns, u) {
		c.Unknowns = append(c.Unknowns, u)
	}
}

// unseen says that no host of the output is looked at.
func (c hiveLook) unseen(u *eval.Unknown) {
	c.Flake.doubt(u, c.without+"hosts of "+c.output+" are not looked at: ")
}

// more says that the output has hosts besides those that are seen.
func (c hiveLook) more(u *eval.Unknown) {
	c.Flake.doubt(u, c.without+"hosts of "+c.output+" are not all looked at: ")
}

// exportTwins follows what hosts import besides in a hive.
func (l *Flake) exportTwins() {
	for _, h := range l.twins {
		w := l.walk(l.Machine, h)
		w.finish()
		l.Exported = append(l.Exported, h.Closure)
	}
}
