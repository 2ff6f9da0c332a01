package analyzer

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// Pins says which inputs of this flake other flakes take, by follows = "FLAKE/INPUT".
type Pins struct {
	Names map[string]bool
	Known bool // something says that other flakes take the inputs, be it those or others
}

// Pins looks for such follows in flakes below this one and its templates, in comments of flake.nix and in what people read; and
// for what else says that flakes follow this one: a comment that speaks of those downstream, and a workflow that
// sets off others. A name before the slash that is an input here is a follows of this flake's own.
func (r *Repo) Pins(inputs []*Input) Pins {
	pins := Pins{Names: map[string]bool{}}
	isInput := func(name string) bool {
		return slices.ContainsFunc(inputs, func(in *Input) bool { return in.Name == name })
	}
	read := func(text string) {
		for _, m := range followsOf.FindAllStringSubmatch(text, -1) {
			if !isInput(m[1]) && isInput(m[2]) {
				pins.Names[m[2]], pins.Known = true, true
			}
		}
	}
	for _, f := range r.Nested {
		if path.Base(f.Name) == "flake.nix" {
			for _, m := range followsOf.FindAllStringSubmatch(f.Src, -1) {
				if isInput(m[2]) && urlAbove(f.Src, m[1]) {
					pins.Names[m[2]], pins.Known = true, true
				}
			}
		}
	}
	if f := r.byName["flake.nix"]; f != nil {
		for _, c := range f.Comments {
			read(c.Text)
			pins.Known = pins.Known || downstream.MatchString(c.Text)
		}
	}
	for _, text := range r.loader.texts(isDocument) {
		read(text)
	}
	for _, text := range r.loader.texts(isWorkflow) {
		pins.Known = pins.Known || setsOff.MatchString(text)
	}
	return pins
}

func isWorkflow(name string) bool { return strings.HasPrefix(name, ".github/workflows/") }

var (
	followsOf  = regexp.MustCompile(`\bfollows\s*=\s*"([\w.-]+)/([\w.-]+)"`)
	downstream = regexp.MustCompile(`(?i)\b(?:downstream|dependent|other|consuming) (?:flakes?|repos(?:itories)?)\b`)
	setsOff    = regexp.MustCompile(`\brepository-dispatch@|\bcreateDispatchEvent\b|/dispatches\b|\bgh workflow run\b[^\n]*\s(?:-R|--repo)\b`)
)

// urlAbove reports whether an input of a flake below is this one: its address is a way up.
func urlAbove(src, input string) bool {
	at := regexp.MustCompile(`\b` + regexp.QuoteMeta(input) + `(?:\.url\s*=|\s*=\s*\{[^}]*?\burl\s*=)\s*"(?:path:)?\.`)
	return at.MatchString(src)
}
