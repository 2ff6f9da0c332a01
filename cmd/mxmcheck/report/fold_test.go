package report

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"
)

func TestFold(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"it fits", "one two\n", "one two\n"},
		{"words", "a.nix:1:1: error[x]: one two three four\n", "a.nix:1:1: error[x]:\n    one two three\n    four\n"},
		{"a long name stands alone", "see modules/that/have/long/names.nix here\n", "see\n    modules/that/have/long/names.nix\n    here\n"},
		{"colours take no room", "\x1b[1;31mone\x1b[0m two three four\n", "\x1b[1;31mone\x1b[0m two three four\n"},
		{"columns", "  ~ a.b.c.d    true → false\n", "  ~ a.b.c.d    true\n      → false\n"},
		{"blanks where it is broken", "  ~ a.b.c.d.e.f.g    true\n", "  ~ a.b.c.d.e.f.g\n      true\n"},
		{"a command stays whole", "1 changed · accept with: mxmcheck snapshot --stand-ins web\n", "1 changed\n· accept with: mxmcheck snapshot --stand-ins web\n"},
		{"source is cut elsewhere", "   3 │   acme.web.enable = true;\n", "   3 │   acme.web.enable = true;\n"},
		{"a blank line", "\n\n", "\n\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, Style{width: 20}.Fold(test.text)); diff != "" {
				t.Errorf("folded (-want +got):\n%s", diff)
			}
			if got := (Style{}).Fold(test.text); got != test.text {
				t.Errorf("without a width: %q", got)
			}
		})
	}
}

// Whatever the width, no word is lost, and no row is wider unless it is one word.
func TestFoldLosesNothing(t *testing.T) {
	text := "a/b.nix:1:1: \x1b[1mwarning[some-rule]\x1b[0m: ä → “quoted” reads   three blanks, and-a-hyphen stays\n\n  ~ path   before → after   file.nix\nlast"
	for width := 1; width < 140; width++ {
		got := Style{width: width}.Fold(text)
		if diff := cmp.Diff(strings.Fields(text), strings.Fields(got)); diff != "" {
			t.Errorf("width %d (-want +got):\n%s", width, diff)
		}
		for row := range strings.SplitSeq(got, "\n") {
			if ansi.StringWidth(row) > width && len(strings.Fields(row)) > 1 {
				t.Errorf("width %d: %q is wider", width, row)
			}
		}
	}
}

func TestReflow(t *testing.T) {
	text := "rule: a title\n\nWhy this is long, and\nhow it goes on.\nMore.\n\nBad:\n    { a = 1; b = 2; c = 3; d = 4; }\nGood:\n    { }\n"
	want := "rule: a title\n\nWhy this is long,\nand how it goes on.\nMore.\n\nBad:\n    { a = 1; b = 2; c = 3; d = 4; }\nGood:\n    { }\n"
	if diff := cmp.Diff(want, Style{width: 20}.Reflow(text)); diff != "" {
		t.Errorf("reflowed (-want +got):\n%s", diff)
	}
	if got := (Style{}).Reflow(text); got != text {
		t.Errorf("without a width: %q", got)
	}
}

// An excerpt fits the terminal, and its mark stands below the fault.
func TestExcerptFitsTheTerminal(t *testing.T) {
	line := strings.Repeat("before ", 9) + "FAULT" + strings.Repeat(" after", 9)
	for width := 40; width < 200; width += 7 {
		before, marked, after := Style{width: width}.cut([]rune(line[:63]), []rune("FAULT"), []rune(line[68:]))
		if row := "1234 │ " + before + marked + after; ansi.StringWidth(row) > width || marked != "FAULT" {
			t.Errorf("width %d: %q", width, row)
		}
	}
}
