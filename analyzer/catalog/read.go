package catalog

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// The ways in which what was kept cannot be read.
var (
	ErrDamaged = errors.New("it is damaged")
	ErrNewer   = errors.New("a newer mxmcheck wrote it")
)

// maxText bounds what a catalog unpacks to: a hundred times that of the largest one.
const maxText = 256 << 20

// Read reads what Text or Packed gave.
func Read(text []byte) (*Catalog, error) {
	text, err := unpacked(text)
	if err != nil {
		return nil, err
	}
	first, rest, _ := strings.Cut(string(text), "\n")
	number, ok := strings.CutPrefix(first, heading)
	n, err := strconv.Atoi(number)
	if !ok || err != nil || n < 1 {
		return nil, ErrDamaged
	}
	if n > form {
		return nil, ErrNewer
	}
	rest, ok = strings.CutSuffix(rest, "\nend\n")
	if !ok {
		return nil, ErrDamaged
	}
	r := &reader{catalog: &Catalog{Names: map[string][]string{}}, options: map[string]*Node{}}
	for number := 2; rest != ""; number++ {
		var line string
		line, rest, _ = strings.Cut(rest, "\n")
		if err := r.line(line); err != nil {
			return nil, fmt.Errorf("%w in line %d", ErrDamaged, number)
		}
	}
	return r.catalog, nil
}

func unpacked(text []byte) ([]byte, error) {
	if !bytes.HasPrefix(text, []byte{0x1f, 0x8b}) {
		return text, nil
	}
	packed, err := gzip.NewReader(bytes.NewReader(text))
	if err != nil {
		return nil, ErrDamaged
	}
	plain, err := io.ReadAll(io.LimitReader(packed, maxText))
	if err != nil {
		return nil, ErrDamaged
	}
	return plain, nil
}

// reader is Read at work: around holds the group of each depth.
type reader struct {
	catalog *Catalog
	tree    *Tree
	around  []*Node
	options map[string]*Node // that were read, by the text after their names
	slab    []Node           // places that are not used yet
}

var errLine = errors.New("a line that cannot be read")

func (r *reader) line(line string) error {
	if strings.HasPrefix(line, " ") {
		return r.node(line)
	}
	word, rest, _ := strings.Cut(line, " ")
	switch {
	case word == "lock":
		r.catalog.Lock = rest
	case word == "nix":
		r.catalog.Nix = rest
	case word == "names":
		names := strings.Fields(rest)
		if len(names) == 0 {
			return errLine
		}
		r.catalog.Names[names[0]] = names[1:]
	case word == "tree":
		return r.begin(rest)
	case r.tree != nil:
		return r.about(word, rest)
	default:
		return errLine
	}
	return nil
}

func (r *reader) begin(rest string) error {
	class, rest, ok := strings.Cut(rest, " ")
	host, rest, err := unquoted(rest)
	if !ok || err != nil || rest != "" {
		return errLine
	}
	r.tree = &Tree{Class: class, Host: host, Root: &Node{Group: true}}
	r.around = []*Node{r.tree.Root}
	r.catalog.Trees = append(r.catalog.Trees, r.tree)
	return nil
}

// about reads what is said of a tree.
func (r *reader) about(word, rest string) error {
	switch word {
	case "alone":
		r.tree.Alone = true
		return nil
	case "free":
		r.tree.Free = true
		return nil
	}
	text, rest, err := unquoted(rest)
	switch {
	case err != nil || rest != "":
		return errLine
	case word == "maker":
		r.tree.Maker = text
	case word == "module":
		r.tree.Modules = append(r.tree.Modules, text)
	default:
		return errLine
	}
	return nil
}

func (r *reader) node(line string) error {
	text := strings.TrimLeft(line, " ")
	depth := len(line) - len(text)
	name, rest, err := unquoted(text)
	if err != nil || depth > len(r.around) || !r.around[depth-1].Group {
		return errLine
	}
	group := r.around[depth-1]
	if last := len(group.Below) - 1; last >= 0 && group.Below[last].Name >= name {
		return errLine
	}
	one, err := r.leaf(rest)
	if err != nil {
		return err
	}
	group.Below = append(group.Below, Named{name, one})
	r.around = append(r.around[:depth], one)
	return nil
}

func (r *reader) leaf(text string) (*Node, error) {
	switch {
	case text == "":
		return r.place(true), nil
	case text == " ?":
		return r.place(false), nil
	case r.options[text] != nil:
		return r.options[text], nil
	}
	flags, kind, ok := strings.Cut(text[1:], " ")
	if !ok {
		return nil, errLine
	}
	one := &Node{Option: &Option{Flags: strings.Trim(flags, "-"), Kind: kind}}
	r.options[text] = one
	return one, nil
}

// place is a new one: many are made at once.
func (r *reader) place(group bool) *Node {
	if len(r.slab) == 0 {
		r.slab = make([]Node, 256)
	}
	one := &r.slab[0]
	r.slab = r.slab[1:]
	one.Group = group
	return one
}

// unquoted takes the first word off a text.
func unquoted(text string) (word, rest string, err error) {
	if !strings.HasPrefix(text, `"`) {
		if end := strings.IndexByte(text, ' '); end >= 0 {
			return text[:end], text[end:], nil
		}
		return text, "", nil
	}
	quotedWord, err := strconv.QuotedPrefix(text)
	if err != nil {
		return "", "", err
	}
	word, err = strconv.Unquote(quotedWord)
	return word, text[len(quotedWord):], err
}
