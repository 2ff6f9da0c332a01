package fix_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/fix"
	"mxmcheck/analyzer/syntax"
)

// replacement is a rule of these tests: wherever old stands in a file, new is to stand there.
type replacement struct {
	old, new string
	comment  bool
}

// lintWith looks at a tree with rules that replace text.
func lintWith(tree map[string]string, rules ...replacement) fix.Lint {
	return func(texts map[string]string) (fix.Linted, error) {
		files := map[string]*syntax.File{}
		for name, text := range tree {
			if changed, ok := texts[name]; ok {
				text = changed
			}
			files[name] = syntax.Parse(name, []byte(text))
		}
		var found []diag.Diagnostic
		for _, name := range []string{"a.nix", "b.nix"} {
			for _, r := range rules {
				if f := files[name]; f != nil && strings.Contains(f.Src, r.old) {
					at := strings.Index(f.Src, r.old)
					span := f.Range(at, at+len(r.old))
					found = append(found, diag.Diagnostic{Rule: r.old, Severity: diag.Error, Span: span,
						Fix: &diag.Fix{Safe: true, Edits: []diag.Edit{{Span: span, Text: r.new, Comment: r.comment}}}})
				}
			}
		}
		return fix.Linted{Findings: found, File: func(name string) *syntax.File { return files[name] }}, nil
	}
}

func TestRun(t *testing.T) {
	for _, test := range []struct {
		name  string
		text  string
		rules []replacement
		want  string
		why   string // of what is refused
	}{
		{"a fix", "[ 1 2 ]", []replacement{{old: "1", new: "3"}}, "[ 3 2 ]", ""},
		{"to the end", "[ 1 1 1 ]", []replacement{{old: "1", new: "3"}}, "[ 3 3 3 ]", ""},
		{"a fix makes room for another", "[ 1 ]", []replacement{{old: "1", new: "2"}, {old: "2", new: "3"}}, "[ 3 ]", ""},
		{"two at the same text: one at a time", "[ 12 ]", []replacement{{old: "12", new: "52"}, {old: "2", new: "4"}}, "[ 54 ]", ""},
		{"no more Nix", "[ 1 ]", []replacement{{old: "1", new: "("}}, "[ 1 ]", "would no longer parse"},
		{"no more Nix later: what was right stays", "[ 1 ]", []replacement{{old: "1", new: "2"}, {old: "2", new: "("}}, "[ 2 ]", "would no longer parse"},
		{"no more Nix by one of two: the other is made", "[ 1 2 ]", []replacement{{old: "1", new: "3"}, {old: "2", new: "("}}, "[ 3 2 ]", "would no longer parse"},
		{"an undefined name is no Nix", "[ 1 ]", []replacement{{old: "1", new: "x"}}, "[ 1 ]", "undefined variable 'x'"},
		{"a comment stays", "[ 1 # why\n2 ]", []replacement{{old: "1 # why\n2", new: "3"}}, "[ 1 # why\n2 ]", "lose a comment"},
		{"a comment moves", "[ 1 # why\n2 ]", []replacement{{old: "1 # why\n2", new: "3 # why\n"}}, "[ 3 # why\n ]", ""},
		{"a comment swallows code", "[ 1 # why\n]", []replacement{{old: "\n]", new: " ]\n]"}}, "[ 1 # why\n]", "lose a comment"},
		{"part of a comment", "[ # why\n]", []replacement{{old: "[ # wh", new: "[ 1 # h"}}, "[ # why\n]", "lose a comment"},
		{"a comment removed on purpose", "[ 1 # why\n2 ]", []replacement{{old: " # why", comment: true}}, "[ 1\n2 ]", ""},
		{"and no more than it", "[ 1 # why\n2 ]", []replacement{{old: "1 # why", comment: true}}, "[ 1 # why\n2 ]", "lose more than a comment"},
		{"and not two", "[ # why\n# not\n2 ]", []replacement{{old: "# why\n# not", comment: true}}, "[ # why\n# not\n2 ]", "lose more than a comment"},
		{"undoing each other", "[ 1 ]", []replacement{{old: "1", new: "2"}, {old: "2", new: "1"}}, "[ 1 ]", "undo each other"},
		{"broken before", "[ 1", []replacement{{old: "1", new: "2"}}, "[ 1", "does not parse"},
	} {
		t.Run(test.name, func(t *testing.T) {
			tree := map[string]string{"a.nix": test.text, "b.nix": "[ 7 ]"}
			r, err := fix.Run(lintWith(tree, append(test.rules, replacement{old: "7", new: "8"})...), fix.Options{})
			if err != nil {
				t.Fatal(err)
			}
			want := []fix.Change{{File: "b.nix", Before: "[ 7 ]", After: "[ 8 ]"}}
			if test.want != test.text {
				want = append([]fix.Change{{File: "a.nix", Before: test.text, After: test.want}}, want...)
			}
			if diff := cmp.Diff(want, r.Changes); diff != "" {
				t.Errorf("changes (-want +got):\n%s", diff)
			}
			reasons := ""
			for _, refused := range r.Refused {
				reasons += refused.Reason
			}
			if !strings.Contains(reasons, test.why) || test.why == "" && reasons != "" {
				t.Errorf("refused for %q, want %q", reasons, test.why)
			}
		})
	}
}

// A fix of several files is made whole or not at all.
func TestFixOfSeveralFiles(t *testing.T) {
	tree := map[string]string{"a.nix": "[ 1 ]", "b.nix": "[ 2 ]"}
	for text, want := range map[string][]fix.Change{
		"3": {{File: "a.nix", Before: "[ 1 ]", After: "[ 3 ]"}, {File: "b.nix", Before: "[ 2 ]", After: "[ 3 ]"}},
		"(": nil,
	} {
		look := lintWith(tree, replacement{old: "1", new: "3"}, replacement{old: "2", new: text})
		r, err := fix.Run(func(texts map[string]string) (fix.Linted, error) {
			l, err := look(texts)
			if len(l.Findings) == 2 {
				l.Findings[0].Fix.Edits = append(l.Findings[0].Fix.Edits, l.Findings[1].Fix.Edits...)
				l.Findings = l.Findings[:1]
			}
			return l, err
		}, fix.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, r.Changes); diff != "" {
			t.Errorf("%q: changes (-want +got):\n%s", text, diff)
		}
	}
}

// Unsafe fixes, and fixes of findings that are not wanted, wait.
func TestWhatIsWanted(t *testing.T) {
	look := lintWith(map[string]string{"a.nix": "[ 1 ]", "b.nix": "[ 1 ]"}, replacement{old: "1", new: "2"})
	unsafe := func(texts map[string]string) (fix.Linted, error) {
		l, err := look(texts)
		for _, d := range l.Findings {
			d.Fix.Safe = false
		}
		return l, err
	}
	for name, o := range map[string]fix.Options{
		"": {}, "a.nix b.nix": {Unsafe: true},
		"b.nix": {Unsafe: true, Want: func(d diag.Diagnostic) bool { return d.Span.File == "b.nix" }},
	} {
		r, err := fix.Run(unsafe, o)
		if err != nil {
			t.Fatal(err)
		}
		var changed []string
		for _, c := range r.Changes {
			changed = append(changed, c.File)
		}
		if diff := cmp.Diff(name, strings.Join(changed, " ")); diff != "" {
			t.Errorf("changed (-want +got):\n%s", diff)
		}
	}
}
