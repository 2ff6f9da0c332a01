package catalog

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// heading is the first line of a catalog that is kept, with the number of its form.
const (
	heading = "mxmcheck catalog "
	form    = 1
)

// Text is the catalog as it is kept: lines, in which a name is indented by the number of names before
// it. The same catalog gives the same bytes.
func (c *Catalog) Text() []byte {
	var out bytes.Buffer
	fmt.Fprintf(&out, "%s%d\nlock %s\nnix %s\n", heading, form, c.Lock, c.Nix)
	for _, set := range slices.Sorted(maps.Keys(c.Names)) {
		fmt.Fprintf(&out, "names %s %s\n", set, strings.Join(c.Names[set], " "))
	}
	for _, tree := range c.Trees {
		tree.write(&out)
	}
	out.WriteString("end\n")
	return out.Bytes()
}

// Packed is Text, compressed.
func (c *Catalog) Packed() ([]byte, error) {
	var out bytes.Buffer
	packer, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := packer.Write(c.Text()); err != nil {
		return nil, err
	}
	err = packer.Close()
	return out.Bytes(), err
}

func (t *Tree) write(out *bytes.Buffer) {
	fmt.Fprintf(out, "tree %s %s\n", t.Class, quoted(t.Host))
	if t.Maker != "" {
		fmt.Fprintf(out, "maker %s\n", quoted(t.Maker))
	}
	for _, module := range t.Modules {
		fmt.Fprintf(out, "module %s\n", quoted(module))
	}
	if t.Alone {
		out.WriteString("alone\n")
	}
	if t.Free {
		out.WriteString("free\n")
	}
	t.Root.each(nil, func(path []string, n *Node) {
		if len(path) > 0 {
			fmt.Fprintf(out, "%s%s%s\n", strings.Repeat(" ", len(path)), quoted(path[len(path)-1]), n.leaf())
		}
	})
}

// leaf is the option that follows a name: nothing for a group.
func (n *Node) leaf() string {
	switch {
	case n.Option != nil:
		return " " + cmp.Or(n.Option.Flags, "-") + " " + n.Option.Kind
	case !n.Group:
		return " ?"
	}
	return ""
}

var plainWord = regexp.MustCompile(`^[A-Za-z0-9_./@:+'<>-]+$`)

// quoted is one word of a line.
func quoted(word string) string {
	if plainWord.MatchString(word) {
		return word
	}
	return strconv.Quote(word)
}
