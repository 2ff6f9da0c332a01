package analyzer

import (
	"io/fs"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/facts"
	"mxmcheck/analyzer/syntax"
)

// Secret is a secret that a host takes from an encrypted file of this repository by sops-nix. It
// asserts that the host defines it and from which file and key it is taken; secrets of which any of
// that is not known are no Secret.
type Secret struct {
	Name string
	Key  string // where it stands in the file: names with "/" between
	Span diag.Span
	File string
	Has  bool     // the file has the key
	Keys []string // the keys of the file, sorted
}

// sopsFile is the names in an encrypted file, which are in clear; nil if they cannot be read.
type sopsFile map[string]any

// secrets looks at every host, and at the modules of its homes for themselves.
func (l *loader) secrets() {
	files := map[string]sopsFile{}
	for _, h := range l.repo.Hosts {
		for _, class := range (facts.Every() &^ FlakeParts).Each() {
			defs := l.sopsDefinitions(h, class)
			if len(defs) == 0 {
				continue
			}
			v := sopsView{loader: l, host: h, class: class, defs: defs, files: files}
			v.read()
		}
	}
}

// sopsView is what one kind of modules of one host says of secrets.
type sopsView struct {
	*loader
	host  *Host
	class Class
	defs  []*Definition // below sops
	files map[string]sopsFile
}

func (l *loader) sopsDefinitions(h *Host, class Class) []*Definition {
	return l.definitionsIn(h, class, Path{"sops"})
}

// definitionsIn are the definitions below a path in the modules of one kind that a host surely
// imports, by file and place.
func (l *loader) definitionsIn(h *Host, class Class, prefix Path) []*Definition {
	var found []*Definition
	for _, s := range h.Settings {
		if s.Sure && s.Class.Has(class) && s.Path.HasPrefix(prefix) {
			found = append(found, s.Definition)
		}
	}
	return found
}

func (v *sopsView) read() {
	byName := map[string][]*Definition{}
	var names []string
	for _, d := range v.defs {
		if len(d.Path) < 2 || d.Path[1] != "secrets" {
			continue
		}
		if len(d.Path) > 2 {
			if byName[d.Path[2]] == nil {
				names = append(names, d.Path[2])
			}
			byName[d.Path[2]] = append(byName[d.Path[2]], d)
		}
	}
	for _, name := range names {
		if s := v.secret(name, byName[name]); s != nil && !slices.ContainsFunc(v.repo.Secrets, func(o *Secret) bool {
			return o.Span == s.Span && o.File == s.File && o.Key == s.Key
		}) {
			v.repo.Secrets = append(v.repo.Secrets, s)
		}
	}
}

// secret puts together what definitions say of one secret; nil if something of it is not known.
func (v *sopsView) secret(name string, defs []*Definition) *Secret {
	certain := false
	for _, d := range defs {
		if d.Dynamic || len(d.Path) == 3 && !isEmptySet(d.Value) || len(d.Path) > 3 && (d.Path[3] == "format" || d.Path[3] == "name") {
			return nil
		}
		certain = certain || len(d.Conds) == 0
	}
	if !certain && slices.ContainsFunc(defs, func(d *Definition) bool { return v.repo.heldOff(v.host, d) }) {
		return nil
	}
	file, given, known := v.only(defs, "sopsFile")
	if !given && certain && v.plainFormat() {
		file, given, known = v.only(v.defs, "defaultSopsFile")
	}
	if !given || !known {
		return nil
	}
	s := &Secret{Name: name, Key: name, Span: nameIn(defs[0], name)}
	if value, given, known := v.only(defs, "key"); given {
		text, isText := value.(eval.String)
		if s.Key = string(text); !known || !isText || text == "" {
			return nil
		}
	}
	var ok bool
	if s.File, ok = v.tree.InRepository(v.flake.Machine, file); !ok {
		return nil
	}
	keys := v.keysOf(s.File)
	if keys == nil {
		return nil
	}
	s.Has, s.Keys = keys.has(strings.Split(s.Key, "/")), keys.names("")
	return s
}

// nameIn is where a definition's path has a name: there, or at a set around it.
func nameIn(d *Definition, name string) diag.Span {
	span := d.Span
	d.File.Walk(func(n syntax.Node) bool {
		if n.End() <= d.Span.Start.Offset || d.Span.Start.Offset < n.Pos() {
			return false
		}
		if b, ok := n.(*syntax.AttrBinding); ok {
			for _, part := range b.Path.Names {
				if text, _ := eval.Plain(part); text == name {
					span = d.File.Span(part)
				}
			}
		}
		return true
	})
	return span
}

func isEmptySet(x syntax.Expr) bool {
	set, ok := syntax.Unparen(x).(*syntax.AttrSet)
	return ok && len(set.Bindings) == 0
}

// plainFormat reports whether files are read as YAML, which JSON is too.
func (v *sopsView) plainFormat() bool {
	return !slices.ContainsFunc(v.defs, func(d *Definition) bool { return len(d.Path) == 2 && d.Path[1] == "defaultSopsFormat" })
}

// only is the value of the attribute of that name at the end of a definition's path, if one
// definition wins. A condition around it may leave it undefined, but nothing else takes its place.
func (v *sopsView) only(defs []*Definition, name string) (value eval.Value, given, known bool) {
	var named []*Definition
	for _, d := range defs {
		if d.Path.Name() == name && (len(d.Path) == 4 || len(d.Path) == 2) {
			named = append(named, d)
		}
	}
	if len(named) == 0 {
		return nil, false, false
	}
	slices.SortStableFunc(named, func(a, b *Definition) int { return a.Priority - b.Priority })
	best := named[0]
	if best.Dynamic || best.Priority == UnknownPriority || len(named) > 1 && (named[1].Priority == best.Priority || len(best.Conds) > 0) {
		return nil, true, false
	}
	if len(best.Conds) > 0 && !v.standsAlone(best, defs) {
		return nil, true, false
	}
	value = v.valueOf(best)
	return value, true, value != nil
}

// standsAlone reports whether a definition under a condition is the only one there can be: of the
// host's default file, where all its modules are known; of a secret's file, where all of the secret
// stands under conditions.
func (v *sopsView) standsAlone(best *Definition, defs []*Definition) bool {
	if len(best.Path) == 2 {
		return v.host.Closure.Whole()
	}
	return !slices.ContainsFunc(defs, func(d *Definition) bool { return len(d.Conds) < len(best.Conds) })
}

// valueOf is what a definition gives, through an option of the namespace that the host sets. A host may
// set that option to any file, and leave off what reads it: where the definition stands under conditions,
// they must be known to be true there.
func (v *sopsView) valueOf(d *Definition) eval.Value {
	value := v.general(d)
	ref, isRef := value.(eval.Ref)
	if !isRef {
		return value
	}
	if ref.Root != "config" || !d.Under(v.repo.enabledOn(v.host)) {
		return nil
	}
	var found *Definition
	for _, o := range v.definitionsIn(v.host, v.class, ref.Path) {
		if len(o.Path) != len(ref.Path) || found != nil || len(o.Conds) > 0 {
			return nil
		}
		found = o
	}
	if found == nil {
		return nil
	}
	return v.general(found)
}

// general is the value of a definition for all hosts; a path that is written out is the same for
// all. nil if it is one host's.
func (v *sopsView) general(d *Definition) eval.Value {
	scope := d.Scope
	if path, ok := syntax.Unparen(d.Value).(*syntax.Path); ok && scope == nil {
		if _, literal := eval.Literal(path.Parts); literal {
			scope = eval.FileScope(d.File.File)
		}
	}
	if scope == nil {
		return nil
	}
	return v.flake.Machine.Fresh().Eval(d.Value, scope)
}

// keysOf reads an encrypted file once; nil if there is none, or it is none that sops wrote.
func (v *sopsView) keysOf(name string) sopsFile {
	if keys, met := v.files[name]; met {
		return keys
	}
	v.files[name] = nil
	if v.tree.Kind(name) != "regular" {
		return nil
	}
	text, err := fs.ReadFile(v.fsys, name)
	var keys sopsFile
	if err != nil || yaml.Unmarshal(text, &keys) != nil || keys["sops"] == nil {
		return nil
	}
	delete(keys, "sops")
	v.files[name] = keys
	return keys
}

func (k sopsFile) has(path []string) bool {
	value, ok := k[path[0]]
	if !ok || len(path) == 1 {
		return ok
	}
	below, ok := value.(sopsFile)
	return ok && below.has(path[1:])
}

// names are the keys of what is no set, with "/" between, sorted.
func (k sopsFile) names(above string) []string {
	var all []string
	for name, value := range k {
		if below, ok := value.(sopsFile); ok {
			all = append(all, below.names(above+name+"/")...)
			continue
		}
		all = append(all, above+name)
	}
	slices.Sort(all)
	return all
}
