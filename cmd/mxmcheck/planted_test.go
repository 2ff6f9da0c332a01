package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"

	"mxmcheck/analyzer/syntax"
)

const (
	plantedSeed = 1
	plantedEach = 12 // of one kind, where there are places
	plantedNear = 3  // lines between the mistake and the finding
	plantedHere = "this"
	anywhere    = "anywhere in the file"
)

// plantedFinding is what lint says, and where.
type plantedFinding struct {
	Rule, File, Message string
	Line                int
}

// TestPlanted draws mistakes by a seed from the places where a person can make them, plants one at a time and asks lint whether
// it names it: a finding that was not there before, in the planted file, near the line, that speaks of the planted word.
// With PLANTED=FOLDER it does so in the repositories of make/planted.list and prints what was caught; without, it holds that
// every mistake of this tree leaves a tree that parses, since a syntax error would count as caught.
func TestPlanted(t *testing.T) {
	corpus := os.Getenv("PLANTED")
	trees := plantedTrees(t, corpus)
	score := plantedScore{t: t, before: map[*plantedTree]map[plantedFinding]int{}}
	for _, kind := range plantedKinds {
		if !strings.Contains(kind.name, os.Getenv("PLANTED_KIND")) {
			continue
		}
		for _, p := range draw(trees, kind.name, kind.sites) {
			if corpus == "" {
				p.parses(t)
				continue
			}
			score.take(p)
		}
	}
	if corpus != "" {
		score.print()
	}
}

// plantedTrees copies the repositories of the list; without a corpus, this one.
func plantedTrees(t *testing.T, corpus string) (trees []*plantedTree) {
	list, err := os.ReadFile("../../make/planted.list")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(list)) {
		fields := strings.Fields(line)
		if len(fields) != 4 || fields[0] == "#" || corpus == "" && fields[0] != plantedHere {
			continue
		}
		root := copyOfThisRepository(t)
		if fields[0] != plantedHere {
			root = filepath.Join(t.TempDir(), "repo")
			if out, err := exec.Command("git", "clone", "-q", filepath.Join(corpus, fields[0]), root).CombinedOutput(); err != nil {
				t.Fatalf("%s: %v\n%s", fields[0], err, out)
			}
		}
		trees = append(trees, readPlantedTree(t, root, fields[2], strings.Split(fields[3], ",")))
	}
	return trees
}

// draw takes places of one kind, from each tree in turn.
func draw(trees []*plantedTree, kind string, sites func(*plantedFile, *rand.Rand) []plant) (drawn []plant) {
	var all [][]plant
	for _, tree := range trees {
		h := fnv.New64()
		h.Write([]byte(tree.build + kind))
		r := rand.New(rand.NewSource(plantedSeed + int64(h.Sum64()>>1)))
		var here []plant
		for _, f := range tree.files {
			here = append(here, sites(f, r)...)
		}
		r.Shuffle(len(here), func(i, j int) { here[i], here[j] = here[j], here[i] })
		all = append(all, here)
	}
	for i := 0; len(drawn) < plantedEach && slices.ContainsFunc(all, func(p []plant) bool { return i < len(p) }); i++ {
		for _, here := range all {
			if i < len(here) && len(drawn) < plantedEach {
				here[i].kind = kind
				drawn = append(drawn, here[i])
			}
		}
	}
	return drawn
}

// texts gives each planted file's new text; an edit that changes nothing is a place to look at.
func (p plant) texts() map[string]string {
	texts := map[string]string{}
	for _, e := range p.edits { // of one file the last place first
		text, begun := texts[e.file]
		if !begun {
			src, _ := os.ReadFile(filepath.Join(p.tree.root, e.file)) // a new file has no text
			text = string(src)
		}
		if e.new != "" || e.start != e.end {
			texts[e.file] = text[:e.start] + e.new + text[e.end:]
		}
	}
	return texts
}

func (p plant) parses(t *testing.T) {
	for name, text := range p.texts() {
		if f := syntax.Parse(name, []byte(text)); len(f.Errors) > 0 {
			t.Errorf("%s in %s does not parse: %s", p.kind, name, f.Errors[0].Message)
		}
	}
}

type plantedScore struct {
	t      *testing.T
	before map[*plantedTree]map[plantedFinding]int
	taken  []plantResult
}

type plantResult struct {
	plant
	rule string // that named it; "" where none did
	line int    // of the first edit, as the file is then
}

func (s *plantedScore) take(p plant) {
	if s.before[p.tree] == nil {
		s.before[p.tree] = countedFindings(p.tree.lint(s.t))
	}
	p.parses(s.t)
	for name, text := range p.texts() {
		if err := os.WriteFile(filepath.Join(p.tree.root, name), []byte(text), 0o644); err != nil {
			s.t.Fatal(err)
		}
		git(s.t, p.tree.root, "add", "-N", name)
	}
	after := p.tree.lint(s.t)
	spots := p.spots()
	git(s.t, p.tree.root, "reset", "-q", "--hard")
	git(s.t, p.tree.root, "clean", "-qfd")
	s.taken = append(s.taken, plantResult{p, p.named(after, s.before[p.tree], spots), spots[0].Line})
}

// countedFindings counts findings by what they say, wherever their lines have moved.
func countedFindings(all []plantedFinding) map[plantedFinding]int {
	counts := map[plantedFinding]int{}
	for _, f := range all {
		f.Line = 0
		counts[f]++
	}
	return counts
}

// named gives the rule of the finding that is about this mistake.
func (p plant) named(after []plantedFinding, before map[plantedFinding]int, spots []plantedFinding) string {
	now := countedFindings(after)
	for _, f := range after {
		place := f
		place.Line = 0
		if now[place] <= before[place] || !slices.ContainsFunc(p.words, func(w string) bool { return strings.Contains(f.Message, w) }) {
			continue
		}
		for _, spot := range spots {
			if f.File == spot.File && (spot.Line == 0 || max(f.Line-spot.Line, spot.Line-f.Line) <= plantedNear) {
				return f.Rule
			}
		}
	}
	return ""
}

// spots are the planted lines, as the files are now.
func (p plant) spots() (spots []plantedFinding) {
	for _, e := range p.edits {
		src, err := os.ReadFile(filepath.Join(p.tree.root, e.file))
		if err != nil {
			continue
		}
		at := e.start
		if i := strings.Index(e.new, e.spot); e.spot != "" && i > 0 {
			at += i
		}
		line := 1 + strings.Count(string(src[:min(at, len(src))]), "\n")
		if e.spot == anywhere {
			line = 0
		}
		spots = append(spots, plantedFinding{File: e.file, Line: line})
	}
	return spots
}

func (tree *plantedTree) lint(t *testing.T) []plantedFinding {
	args := []string{"lint", "-C", tree.root, "--format", "json", "--quiet"}
	for _, ns := range tree.namespaces {
		args = append(args, "--namespace", ns)
	}
	var out, complaints bytes.Buffer
	run(args, streams{in: strings.NewReader(""), out: &out, err: &complaints})
	var document struct{ Findings []plantedFinding }
	if err := json.Unmarshal(out.Bytes(), &document); err != nil {
		t.Fatalf("%v\n%s", err, complaints.String())
	}
	return document.Findings
}

func (s *plantedScore) print() {
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	total := 0
	for _, kind := range plantedKinds {
		caught, all := 0, 0
		rules := []string{}
		for _, p := range s.taken {
			if p.kind != kind.name {
				continue
			}
			if all++; p.rule != "" {
				caught++
				rules = append(rules, p.rule)
			}
		}
		if all == 0 {
			continue
		}
		slices.Sort(rules)
		total += caught
		fmt.Fprintf(table, "%s\t%d of %d\t%s\n", kind.name, caught, all, strings.Join(slices.Compact(rules), ", "))
	}
	table.Flush()
	fmt.Printf("planted: %d of %d are named\n", total, len(s.taken))
	for _, p := range s.taken {
		if p.rule == "" {
			fmt.Printf("missed: %s: %s %s:%d: %q\n", p.kind, p.tree.build, p.edits[0].file, p.line, p.edits[0].new)
		}
	}
}

func gitOutput(t *testing.T, dir string, args ...string) string {
	t.Helper()
	out, err := exec.Command("git", append([]string{"-C", dir}, args...)...).Output()
	if err != nil {
		t.Fatalf("git %v: %v", args, err)
	}
	return string(out)
}
