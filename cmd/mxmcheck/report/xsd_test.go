package report_test

import (
	"encoding/xml"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// element is an element of a document, or of a schema.
type element struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Text     string     `xml:",chardata"`
	Children []element  `xml:",any"`
}

func (e element) attr(name string) string {
	for _, a := range e.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// xsd is as much of XML Schema as the schema of JUnit uses of what is printed: no library of Go alone reads schemas. A
// declaration that is not understood fails the test.
type xsd struct {
	t     *testing.T
	named map[string]element // what stands at the top: elements, types
}

func readXML(t *testing.T, text string) element {
	t.Helper()
	var e element
	if err := xml.Unmarshal([]byte(text), &e); err != nil {
		t.Fatal(err)
	}
	return e
}

func readXSD(t *testing.T, file string) xsd {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	schema := xsd{t, map[string]element{}}
	for _, e := range readXML(t, string(text)).Children {
		schema.named[e.attr("name")] = e
	}
	return schema
}

// declared is what an element may hold.
type declared struct {
	text       bool
	children   []string
	attributes map[string]string // their types
	required   []string
}

func (s xsd) declared(name string) (d declared, known bool) {
	e, known := s.named[name]
	if !known || e.XMLName.Local != "element" {
		return d, false
	}
	if e.attr("type") == "xs:string" {
		return declared{text: true}, true
	}
	if len(e.Children) != 1 || e.Children[0].XMLName.Local != "complexType" {
		s.t.Fatalf("the declaration of %s is not understood", name)
	}
	d = declared{text: e.Children[0].attr("mixed") == "true", attributes: map[string]string{}}
	for _, part := range e.Children[0].Children {
		if part.XMLName.Local != "attribute" {
			d.children = append(d.children, s.particles(part)...)
			continue
		}
		d.attributes[part.attr("name")] = part.attr("type")
		if part.attr("use") == "required" {
			d.required = append(d.required, part.attr("name"))
		}
	}
	return d, true
}

// particles are the names of the elements in a group that sets no order: a choice that may come again, or a sequence of one.
func (s xsd) particles(group element) (names []string) {
	switch {
	case group.XMLName.Local == "element":
		return []string{group.attr("ref")}
	case group.XMLName.Local == "choice" && group.attr("maxOccurs") == "unbounded", group.XMLName.Local == "sequence" && len(group.Children) == 1:
		for _, e := range group.Children {
			names = append(names, s.particles(e)...)
		}
		return names
	}
	s.t.Fatalf("a %s is not understood", group.XMLName.Local)
	return nil
}

// faults is what an element, and what is within it, has that the schema does not allow.
func (s xsd) faults(e element) (faults []string) {
	name := e.XMLName.Local
	d, known := s.declared(name)
	if !known {
		return []string{"no element is called " + name}
	}
	if !d.text && strings.TrimSpace(e.Text) != "" {
		faults = append(faults, name+" has text")
	}
	for _, required := range d.required {
		if !slices.ContainsFunc(e.Attrs, func(a xml.Attr) bool { return a.Name.Local == required }) {
			faults = append(faults, name+" has no "+required)
		}
	}
	for _, a := range e.Attrs {
		if kind, known := d.attributes[a.Name.Local]; !known || !s.fits(kind, a.Value) {
			faults = append(faults, fmt.Sprintf("%s has %s=%q", name, a.Name.Local, a.Value))
		}
	}
	for _, child := range e.Children {
		if !slices.Contains(d.children, child.XMLName.Local) {
			faults = append(faults, name+" has a "+child.XMLName.Local)
			continue
		}
		faults = append(faults, s.faults(child)...)
	}
	return faults
}

// fits reports whether a text is of a type: any text, or one that a pattern restricts.
func (s xsd) fits(kind, text string) bool {
	if kind == "xs:string" {
		return true
	}
	restriction := s.named[kind].Children
	if len(restriction) != 1 || len(restriction[0].Children) != 1 || restriction[0].Children[0].XMLName.Local != "pattern" {
		s.t.Fatalf("the type %s is not understood", kind)
	}
	return regexp.MustCompile("^(?:" + restriction[0].Children[0].attr("value") + ")$").MatchString(text)
}
