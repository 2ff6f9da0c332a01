// Package probe is the walker that turns an evaluated host into records, and their decoder.
//
// In: how to walk, and the lines nix prints while it does. Out: an expression for nix, and
// records. It starts nothing and compares nothing.
package probe

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
)

//go:embed probe.nix
var walker string

//go:embed own.nix
var findOwn string

//go:embed taken.nix
var taking string

//go:embed encode.nix
var encoding string

//go:embed tell.nix
var telling string

//go:embed joined.nix
var joining string

//go:embed declared.nix
var declaring string

//go:embed given.nix
var asGiven string

// Args say how to walk one host.
type Args struct {
	Nonce          string   // marks our lines among the traces of the flake itself
	Host           string   // the attribute in the set that holds the host
	Set            string   // what that set is called, for people
	Roots          []string // option paths recorded whole, dotted
	Sources        []string // where the evaluated flake stands in the store, each way nix may spell it
	Effects        bool     // also record definitions outside the roots
	Exact          bool     // also tell what a comparison of two evaluations needs
	LowDefinitions bool     // the repository may define options at the priority of their defaults
	Way            string   // how to find effects: "" for the best that there is, "modules" or "whole"
	NoTexts        bool     // do not find out what it says where a value throws: each takes a process
	After          Place    // where an earlier walk ended, to go on behind it; empty for a whole walk
	Late           []Place  // where the walks of other hosts ended: walked last, and each by itself
}

// Expression is the function to apply to a flake output of hosts. Its value is the number of
// records that it sent.
func (a Args) Expression() string {
	roots := make([]string, len(a.Roots))
	for i, root := range a.Roots {
		roots[i] = nixList(strings.Split(root, "."))
	}
	return fmt.Sprintf("(%s) { nonce = %s; host = %s; set = %s; roots = [ %s ]; sources = %s; effects = %t; exact = %t; lowDefinitions = %t; way = %s; wantTexts = %t; findOwn = %s; taking = %s; encoding = %s; telling = %s; joining = %s; declaring = %s; asGiven = %s; bytes = %s; after = %s; late = %s; }",
		walker, NixString(a.Nonce), NixString(a.Host), NixString(a.Set), strings.Join(roots, " "), nixList(a.Sources), a.Effects, a.Exact, a.LowDefinitions, NixString(a.Way), !a.NoTexts, findOwn, taking, encoding, telling, joining, declaring, asGiven, nixList(highBytes()), NixString(a.After.json()), NixString(jsonPlaces(a.Late)))
}

func nixList(texts []string) string {
	quoted := make([]string, len(texts))
	for i, text := range texts {
		quoted[i] = NixString(text)
	}
	return "[ " + strings.Join(quoted, " ") + " ]"
}

// NixString is text as a string of the Nix language.
func NixString(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "${", `\${`, "\n", `\n`, "\r", `\r`).Replace(text) + `"`
}

// Record is one option as evaluated, or, among effects, one definition.
type Record struct {
	Path     string   // as Nix would write it
	Value    any      // nil, bool, json.Number, string, []any, map[string]any, Special
	Type     string   // composed from the nested types; empty for an effect
	Priority string   // default, mkDefault, set, force, unset or prio=N; empty for an effect
	Files    []string // that define it, from the repository's root
	Exact    Exact    // where two evaluations are compared; no part of a snapshot
}

// Exact is what makes two records differ that look alike in a report.
type Exact struct {
	Contents string            // digest of the value with what it only names: files, store paths, secrets
	Secrets  map[string]string // digests of the secrets in the value, by their places in it
	Under    string            // the properties around a definition: its priority and order
	Place    int               // among the definitions of the same path, where their order matters
	Priority *int              // of a definition that counts only if none of its path has a lower one; nil: it counts
	Tree     bool              // the value names the whole tree of the flake
	Unseen   bool              // the value names a package that is made by functions: Contents does not tell it whole
}

// Special stands where a value is no data.
type Special struct {
	Kind string `json:"kind"` // derivation, function, path, unset, error, failed (an assertion), secret, cut, bytes or float
	Text string `json:"text"`
	Made string `json:"-"` // of a stand-in's package: what it is made from; see Exact
}

// Announcement is what a walk announced.
type Announcement struct {
	Stage string // system, record, tree, modules, definitions, throw, or, of an option's definitions, joined, valued or apart
	At    Place
	Path  segments
	Files []string // that define it, if that is known
	Last  bool     // nothing is walked behind it and what lies below it
}

// Place is where a walk is, in the order of walking: numbers and names.
type Place []any

func (p Place) json() string {
	if p == nil {
		return "null"
	}
	text, err := json.Marshal(p)
	if err != nil {
		panic(err) // it came from JSON
	}
	return string(text)
}

// walkedLast is what stands before places that are walked last, with their number.
const walkedLast = json.Number("9")

// Usual is the place where a walk has what this one walks last.
func (p Place) Usual() Place {
	if len(p) > 2 && p[0] == walkedLast {
		return p[2:]
	}
	return p
}

// ReadPlaces reads lists of places from JSON.
func ReadPlaces(text []byte) (places map[string][]Place, err error) {
	err = decode(string(text), &places)
	return places, err
}

func jsonPlaces(places []Place) string {
	texts := make([]string, len(places))
	for i, place := range places {
		texts[i] = place.json()
	}
	return "[" + strings.Join(texts, ",") + "]"
}

// Holds reports whether other is p, or below it.
func (p Place) Holds(other Place) bool {
	return len(p) <= len(other) && slices.Equal(p, other[:len(p)])
}

// typeText is a type on one line.
func typeText(text string) string { return strings.Join(strings.Fields(withFloats(text)), " ") }

func decode(text string, into any) error {
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	return decoder.Decode(into)
}

func priorityWord(number string) string {
	words := map[string]string{"1500": "default", "1000": "mkDefault", "100": "set", "50": "force", "9999": "unset"}
	if word, ok := words[number]; ok {
		return word
	}
	return "prio=" + number
}

// propertyWords spells "override 50" and "order 500" as the functions of lib are called.
func propertyWords(properties []string) string {
	var words []string
	for _, one := range properties {
		kind, number, _ := strings.Cut(one, " ")
		switch {
		case kind == "override":
			words = append(words, priorityWord(number))
		case number == "500":
			words = append(words, "mkBefore")
		case number == "1500":
			words = append(words, "mkAfter")
		default:
			words = append(words, "order="+number)
		}
	}
	return strings.Join(words, ", ")
}

// segments is an option path: strings are attributes, numbers are places in a list.
type segments []any

var plainName = regexp.MustCompile(`^[a-zA-Z_][a-zA-Z0-9_'-]*$`)

func (s segments) String() string {
	parts := make([]string, len(s))
	for i, segment := range s {
		parts[i] = segmentText(segment)
	}
	return strings.Join(parts, ".")
}

func segmentText(segment any) string {
	if number, ok := segment.(json.Number); ok {
		return fmt.Sprintf("[%v]", number)
	}
	name := textOf(segment)
	if plainName.MatchString(name) {
		return name
	}
	return Quote(name)
}

// SplitPath is the inverse of writing a path: its parts, as written.
func SplitPath(path string) []string {
	var parts []string
	for more := true; more; {
		var part string
		part, path, more = firstPart(path)
		parts = append(parts, part)
	}
	return parts
}

// ComparePaths orders paths part by part; places in a list by number.
func ComparePaths(a, b string) int {
	if a == b {
		return 0
	}
	for moreA, moreB := true, true; moreA && moreB; {
		var x, y string
		x, a, moreA = firstPart(a)
		y, b, moreB = firstPart(b)
		if c := compareParts(x, y); c != 0 {
			return c
		}
		if moreA != moreB {
			return map[bool]int{false: -1, true: 1}[moreA]
		}
	}
	return 0
}

func compareParts(x, y string) int {
	i, isI := index(x)
	j, isJ := index(y)
	if isI && isJ {
		return i - j
	}
	return strings.Compare(x, y)
}

// firstPart cuts a path behind its first part; more says that there are others.
func firstPart(path string) (part, rest string, more bool) {
	for i, quoted := 0, false; i < len(path); i++ {
		switch {
		case path[i] == '\\' && quoted:
			i++
		case path[i] == '"':
			quoted = !quoted
		case path[i] == '.' && !quoted:
			return path[:i], path[i+1:], true
		}
	}
	return path, "", false
}

func index(part string) (int, bool) {
	inner, ok := strings.CutPrefix(part, "[")
	if !ok {
		return 0, false
	}
	n, err := strconv.Atoi(strings.TrimSuffix(inner, "]"))
	return n, err == nil
}

// Quote is text as a JSON string, with HTML characters left alone.
func Quote(text string) string {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(text); err != nil {
		panic(err) // a string always has a JSON form
	}
	return Visible(strings.TrimSuffix(out.String(), "\n"))
}

// Visible escapes in a text what a terminal would obey or a reader would not see: control characters
// apart from ends of lines and tabs, and marks that turn the direction of writing. A JSON text, which has
// the other control characters escaped already, reads back the same.
func Visible(text string) string {
	if strings.IndexFunc(text, hides) < 0 {
		return text
	}
	var out strings.Builder
	for _, c := range text {
		if !hides(c) {
			out.WriteRune(c)
			continue
		}
		for _, unit := range utf16.Encode([]rune{c}) {
			fmt.Fprintf(&out, `\u%04x`, unit)
		}
	}
	return out.String()
}

func hides(c rune) bool {
	return c != '\n' && c != '\t' && unicode.In(c, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}
