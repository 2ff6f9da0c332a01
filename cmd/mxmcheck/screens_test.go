package main

import (
	"encoding/xml"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var drawWith = flag.String("draw", "", "draw the screens of the README anew, with this Python, which has rich")

// screens are the pictures in the README: the commands of scenes that each shows.
var screens = map[string]string{
	"lint.svg":     "mxmcheck lint",
	"snapshot.svg": "mxmcheck snapshot --check --stand-ins --quiet",
}

// piece is a stretch of text that is, or is not, in a colour, without its white space: where a line is folded says nothing.
type piece struct {
	text     string
	coloured bool
}

// Each screen in the README shows what its command prints on this tree, in colour where that is.
func TestScreens(t *testing.T) {
	program := build(t)
	for name, command := range screens {
		t.Run(name, func(t *testing.T) {
			tree, scene := copyOfThisRepository(t), scenes()[command]
			scene.edit(t, tree)
			picture, arguments := filepath.Join("../../docs", name), strings.Fields(command)[1:]
			if *drawWith != "" {
				drawScreen(t, tree, picture, append([]string{command, program}, arguments...))
			}
			run := exec.Command(program, append(arguments, "--color", "always")...)
			run.Dir = tree
			out, err := run.Output()
			if run.ProcessState.ExitCode() != scene.exit {
				t.Fatalf("exit: %v, want %d", err, scene.exit)
			}
			want := append(joined([]piece{{"$" + command, false}}), ofTerminal(string(out))...)
			if diff := cmp.Diff(joined(ofPicture(t, picture)), joined(want), cmp.AllowUnexported(piece{})); diff != "" {
				t.Errorf("%s is not what the command prints; make screens draws it anew (-picture +printed):\n%s", picture, diff)
			}
		})
	}
}

func drawScreen(t *testing.T, tree, picture string, command []string) {
	t.Helper()
	out, err := filepath.Abs(picture)
	if err != nil {
		t.Fatal(err)
	}
	script, err := filepath.Abs("../../make/screens.py")
	if err != nil {
		t.Fatal(err)
	}
	run := exec.Command(*drawWith, append([]string{script, out}, command...)...)
	run.Dir = tree
	if said, err := run.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
}

// ofTerminal are the pieces of a text with the sequences that colour it.
func ofTerminal(text string) []piece {
	var pieces []piece
	for i, part := range strings.Split(text, "\x1b[") {
		sequence, rest, _ := strings.Cut(part, "m")
		if i == 0 {
			sequence, rest = "0", part
		}
		pieces = append(pieces, piece{rest, sequence != "0"})
	}
	return pieces
}

// ofPicture are the pieces of a picture, in the order in which it has them. Its first line is the prompt.
func ofPicture(t *testing.T, name string) []piece {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var svg struct {
		Style string `xml:"style"`
		Texts []struct {
			Class string `xml:"class,attr"`
			Y     string `xml:"y,attr"`
			Text  string `xml:",chardata"`
		} `xml:"g>g>text"`
	}
	if err := xml.Unmarshal(text, &svg); err != nil {
		t.Fatal(err)
	}
	coloured := map[string]bool{}
	for _, m := range regexp.MustCompile(`\.(screen-r[0-9]+) \{ fill: #([0-9a-f]{6})`).FindAllStringSubmatch(svg.Style, -1) {
		coloured[m[1]] = m[2] != "c5c8c6" // the text of rich's theme
	}
	var pieces []piece
	for _, one := range svg.Texts {
		pieces = append(pieces, piece{one.Text, coloured[one.Class] && one.Y != svg.Texts[0].Y})
	}
	return pieces
}

// joined puts together what is coloured alike, without white space, and with sizes that every file changes left out.
func joined(pieces []piece) []piece {
	var out []piece
	for _, one := range pieces {
		one.text = strings.Join(strings.Fields(one.text), "")
		switch last := len(out) - 1; {
		case one.text == "":
		case last >= 0 && out[last].coloured == one.coloured:
			out[last].text += one.text
		default:
			out = append(out, one)
		}
	}
	for i := range out {
		out[i].text = regexp.MustCompile(`[0-9]+(files|below|modules)`).ReplaceAllString(out[i].text, "N$1")
	}
	return out
}
