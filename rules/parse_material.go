package rules

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/syntax"
)

// forcedMarks match marks that nobody writes in Nix by mistake: a program puts something in the place of each.
var forcedMarks = []*regexp.Regexp{
	regexp.MustCompile(`\[%.*?%\]|%%[^%\n]+%%|<%.*?%>|<\?.*?\?>|\{%.*?%\}|\{#.*?#\}|\{\{[^{};=\n]*\}\}`),
	regexp.MustCompile(`\{\{[-~]?\s*(?:if|else|end|range|define|template|block|include|each|for|set|[.$#/^!>&*])[^\n]*?\}\}`), // with a = or a set in it
	regexp.MustCompile(`@@?[\w.-]+@@?|(?:^|[^<])<<[\w .-]+>>|%[A-Za-z_][\w-]*%|!![\w.-]+!!|[«‹][^»›\n]*[»›]`),
	regexp.MustCompile(`\\?\$\d+|\\?\$\{\d+(?:[:|][^\n]*?)?\}|\\?\$TM_\w+`), // snippets of editors
}

var (
	// materialDir matches the names of folders of what a program reads, fills in or is tested with.
	materialDir = regexp.MustCompile(`(?i)^_*(?:(?:yas|ultra?|luas?)?-?snip(?:pet|mate)?s?|ultisnips|(?:file-?|auto-?insert-?|new-?file-?)templates|skel(?:eton)?s?|scaffold(?:s|ing)?|boilerplates?|archetypes?|cookie-?cutters?|copier|plop-?templates|hygen|test-?data|fixtures?|golden(?:s|[_-]?(?:files|tests?))?|corpus|corpora|test-?cases?|mocks?|snapshots?)_*$|\{\{|\[\[|\{%|<%|%%|__[A-Za-z]+__`)
	// trialDir matches the names of folders of tests, and trialData those of what lies below them for the tests to read.
	trialDir  = regexp.MustCompile(`(?i)^_*(?:tests?|spec|e2e|testing|unit|integration)_*$`)
	trialData = regexp.MustCompile(`(?i)^_*(?:data|files|cases?|correct|incorrect|valid|invalid|in?valid|good|bad|broken|diff|lang|syntax|parse[\w-]*|lex[\w-]*|highlights?|format\w*|samples?|assets|resources|inputs?|outputs?|expect(?:ed|ations?)?|results?|repos?|projects?|workspaces?)_*$`)
	// trialFile matches the names of files that a test of a parser or a formatter reads.
	trialFile = regexp.MustCompile(`(?i)^(?:(?:in|out|input|output|expected|before|after)|(?:parse|eval|lex)-(?:fail|okay|error)\b.*|(?:.*[._-])?(?:invalid|malformed|syntax-?errors?|parse-?errors?|unparsable|not-?nix)(?:[._-].*)?)\.nix$`)
	// filledFile matches the names of files that a program fills in, or that are kept to be.
	filledFile = regexp.MustCompile(`(?i)(?:^|[._-])(?:tmpl|tpl|erb|j2|jinja2?|mustache|hbs|snip(?:pet)?|skel(?:eton)?|boilerplate)\.nix$|\.in\.nix$|[{}\[\]%<>]|@[\w-]+@`)
	// snippetHead matches the head of a snippet of an editor.
	snippetHead = regexp.MustCompile(`(?i)-\*-\s*mode:\s*snippet\b|^#\s*(?:name|key|contributor)\s*:[^\n]*\n(?:#[^\n]*\n)*#\s*--\s*\n`)
	// otherProgram matches the first line of a script that no nix reads.
	otherProgram = regexp.MustCompile(`^#![^\n]*\b(?:(?:ba|z|da|k|fi|c)?sh|python\d?|perl|ruby|node|lua|awk|nu|guile|bb)\b[^\n]*`)
)

// isMaterial reports whether the place or the head of a file says that it is read by a program other than Nix: one that fills it
// in, or that is tested with it.
func isMaterial(f *analyzer.File) bool {
	inTests := false
	for _, dir := range strings.Split(path.Dir(f.Name), "/") {
		if materialDir.MatchString(dir) || inTests && trialData.MatchString(dir) {
			return true
		}
		inTests = inTests || trialDir.MatchString(dir)
	}
	base := path.Base(f.Name)
	return inTests && trialFile.MatchString(base) || filledFile.MatchString(base) || snippetHead.MatchString(f.Src) ||
		otherProgram.MatchString(f.Src) && !strings.Contains(f.Src, "nix-shell")
}

// fillers are the files by which a program knows that it makes a repository of the folder which they lie in.
var fillers = []string{"copier.yml", "copier.yaml", "cookiecutter.json", "cookiecutter.yaml", "cruft.json", "boilerplate.yml", "cargo-generate.toml", "template.toml", "kickstart.toml", ".chezmoiroot", ".chezmoi.toml.tmpl", "chezmoi.toml", "proto.toml", "scaffold.yaml", "stack.yaml.tmpl"}

// isFilledIn reports whether Nix stops in a file at a mark that a program surely fills in, and so the repository, or a folder around
// the file, is one that is made anew by that program: its flake.nix has such marks, or the program's own file lies there.
func isFilledIn(repo *analyzer.Repo, f *analyzer.File) bool {
	if !stopsAt(f, forcedMarks) {
		return false
	}
	if root := repo.File("flake.nix"); root != nil && stopsAt(root, forcedMarks) {
		return true
	}
	for dir := path.Dir(f.Name); ; dir = path.Dir(dir) {
		if slices.ContainsFunc(fillers, func(name string) bool { return repo.At(path.Join(dir, name)) == analyzer.Resolved }) {
			return true
		}
		if dir == "." || dir == "/" {
			return false
		}
	}
}

// texts says which files of a repository something takes as text: to be copied, filled in or shown.
type texts struct {
	named    map[string]bool // files, and folders for what is in them
	computed []*regexp.Regexp
}

func (t *texts) takes(file string) bool {
	for name := file; name != "."; name = path.Dir(name) {
		if t.named[name] {
			return true
		}
	}
	return slices.ContainsFunc(t.computed, func(p *regexp.Regexp) bool { return p.MatchString(file) })
}

// note notes what an expression names, of which the text is taken.
func (t *texts) note(f *analyzer.File, n syntax.Node) {
	pattern, literal, ok := pathPattern(f, n)
	switch {
	case !ok || pattern == ".":
	case literal:
		t.named[pattern] = true
	default:
		if p, err := regexp.Compile(`^` + pattern + `$`); err == nil {
			t.computed = append(t.computed, p)
		}
	}
}

var (
	// readsText matches what takes the text of a file, and takesNix what takes a file as Nix.
	readsText = regexp.MustCompile(`\b(?:readFile|fileContents|replaceVars|replaceVarsWith|substituteAll|substitute|copyPathToStore|hashFile)\b|\b(?:source|text|contents)\s*=`)
	takesNix  = regexp.MustCompile(`\b(?:import|imports|modules|callPackages?|callPackageWith|importApply|scopedImport|import-?tree|haumea|mkFlake|nixosSystem)\b`)
)

// takesTextOnly reports whether a file looks into folders for the texts of the files there: it imports nothing.
func takesTextOnly(f *analyzer.File) bool {
	return readsText.MatchString(f.Src) && !takesNix.MatchString(code(f))
}

// namesTaken are the names that a file binds and hands to what takes the text of a file.
func namesTaken(f *analyzer.File) map[string]bool {
	if !readsText.MatchString(f.Src) {
		return nil
	}
	names := map[string]bool{}
	f.Walk(func(n syntax.Node) bool {
		switch n.(type) {
		case *syntax.Apply, *syntax.AttrBinding:
			for _, x := range textsOf(n) {
				if id, ok := syntax.Unparen(x).(*syntax.Ident); ok {
					names[id.Name] = true
				}
			}
		}
		return true
	})
	return names
}
