package syntax

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// Broken copies of real files are refused as nix refuses them: at the same line and column; and
// those that still parse give the same tree. The files are those below $ORACLE_DIR; $MUTANTS says
// how many copies are made of them, $SEED which. Copies that differ are left in a folder, to be
// looked at. "make parse-mutants DIR=…" sets all this.
func TestMutantsAreReadAsNixDoes(t *testing.T) {
	count, _ := strconv.Atoi(os.Getenv("MUTANTS"))
	if count == 0 {
		count = 50
	}
	o := newOracle(t)
	if !o.places && os.Getenv("MUTANTS") == "" {
		count = 0 // other versions of Nix refuse other things, and elsewhere
	}
	seed, _ := strconv.ParseUint(cmp.Or(os.Getenv("SEED"), "1"), 10, 64)
	files := nixFiles(t, cmp.Or(os.Getenv("ORACLE_DIR"), "../.."))
	dir, err := os.MkdirTemp("", "mutants")
	if err != nil {
		t.Fatal(err)
	}
	defer os.Remove(dir) // that is, if nothing is left in it
	different, refused := o.compareMutants(dir, files, seed, count)
	for _, d := range different[:min(len(different), 40)] {
		t.Error(d)
	}
	fmt.Printf("%d of %d equal, %d of them refused (%s, seed %d)\n", count-len(different), count, refused, o.version, seed)
}

// compareMutants makes the copies one by one, each from a seed of its own, on all processors.
func (o *oracle) compareMutants(dir string, files []string, seed uint64, count int) (different []string, refused int) {
	var lock sync.Mutex
	var workers sync.WaitGroup
	numbers := make(chan uint64)
	for range runtime.NumCPU() {
		workers.Go(func() {
			for n := range numbers {
				d, no := o.compareMutant(dir, files, rand.New(rand.NewPCG(seed, n)), n)
				lock.Lock()
				if d != "" {
					different = append(different, d)
				} else if no {
					refused++
				}
				lock.Unlock()
			}
		})
	}
	for n := range uint64(count) {
		numbers <- n
	}
	close(numbers)
	workers.Wait()
	slices.Sort(different)
	return different, refused
}

func (o *oracle) compareMutant(dir string, files []string, r *rand.Rand, n uint64) (difference string, refused bool) {
	from := files[r.IntN(len(files))]
	src, err := os.ReadFile(from)
	if err != nil {
		return err.Error(), false
	}
	text, how := mutate(string(src), r)
	name := filepath.Join(dir, fmt.Sprintf("%d.nix", n))
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		return err.Error(), false
	}
	trees, message := o.ask([]string{name})
	tree := strings.Join(trees, "\n")
	if d := o.compare(name, tree, message); d != "" {
		return fmt.Sprintf("%s\n\t%s of %s", d, how, from), message != ""
	}
	os.Remove(name)
	return "", message != ""
}

// word matches the pieces that mutations take as units. It is no lexer of Nix on purpose.
var word = regexp.MustCompile(`(?s)[A-Za-z_][A-Za-z0-9_'-]*|[0-9]+|\s+|''|\$\{|//|\+\+|==|&&|\|\||->|\.\.\.|.`)

// strangers are pieces that the file may not have.
var strangers = []string{
	"''", "\"", "${", "}", "{", "(", ")", "[", "]", ";", ":", ",", ".", "...", "@", "=", "?", "!", "-", "+", "*", "/", "//", "++",
	"<", ">", "<=", "==", "!=", "&&", "||", "->", "|>", "<|", "if", "then", "else", "let", "in", "rec", "with", "assert",
	"inherit", "or", "1", "1.5", "0.", ".5e3", "9999999999999999999", "x", "./a", "./a/", "a/b", "~/x", "<nixpkgs>", "<a", "http://a.b",
	"/*", "*/", "#", "\\", "$", "$$", "'", "'''", "''$", "''\\", "\x00", "\r", "\r\n", "\n", "\t", "\xff", "\xc3\xa9", "\ufeff", "|", "&", "%", "^",
	"__curPos", "null", "a.b", "\"a\"", "{ }", "inherit (x) y;", "x = 1;", "a: ", "{ a, b }: ", "a@{ b }:",
}

// mutate changes one to three pieces of a text, and says how.
func mutate(text string, r *rand.Rand) (changed, how string) {
	spans := word.FindAllStringIndex(text, -1)
	pieces := make([]string, len(spans))
	for i, s := range spans {
		pieces[i] = text[s[0]:s[1]]
	}
	if len(pieces) == 0 {
		return strangers[r.IntN(len(strangers))], "a new text instead"
	}
	for range 1 + r.IntN(8)/7*r.IntN(3) {
		i, j := r.IntN(len(pieces)), r.IntN(len(pieces))
		stranger := strangers[r.IntN(len(strangers))]
		switch kind := r.IntN(9); kind {
		case 0, 1:
			how += fmt.Sprintf("%q gone; ", pieces[i])
			pieces[i] = ""
		case 2:
			how += fmt.Sprintf("%q twice; ", pieces[i])
			pieces[i] += pieces[i]
		case 3:
			how += fmt.Sprintf("%q for %q; ", pieces[j], pieces[i])
			pieces[i] = pieces[j]
		case 4:
			how += fmt.Sprintf("%q and %q changed about; ", pieces[i], pieces[j])
			pieces[i], pieces[j] = pieces[j], pieces[i]
		case 5:
			how += fmt.Sprintf("%q before %q; ", stranger, pieces[i])
			pieces[i] = stranger + pieces[i]
		case 6:
			how += fmt.Sprintf("%q for %q; ", stranger, pieces[i])
			pieces[i] = stranger
		case 7:
			how += fmt.Sprintf("%q before %q; ", pieces[j], pieces[i])
			pieces[i] = pieces[j] + pieces[i]
		case 8:
			how += fmt.Sprintf("cut off before %q; ", pieces[i])
			pieces = pieces[:i+1]
			pieces[i] = ""
		}
	}
	return strings.Join(pieces, ""), how
}
