package report_test

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"mxmcheck/analyzer/diag"
	"mxmcheck/cmd/mxmcheck/report"
)

// The schemas of the formats that are JSON: those that are published, and ours.
var jsonSchemas = map[string]string{
	"sarif":  "fixtures/schemas/sarif-2.1.0-rtm.4.json",
	"gitlab": "fixtures/schemas/gitlab-code-quality.schema.json",
	"json":   "docs/findings.schema.json",
}

func fromRoot(name string) string { return filepath.Join("..", "..", "..", filepath.FromSlash(name)) }

func compiled(t *testing.T, file string) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	schema, err := c.Compile(fromRoot(file))
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func validate(t *testing.T, schema *jsonschema.Schema, text string) error {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return schema.Validate(value)
}

// reports are the canned report, and one of nothing, in a format.
func reports(t *testing.T, format report.Format) []string {
	t.Helper()
	var nothing bytes.Buffer
	if err := format.Findings(&nothing, report.Findings{Files: 1}, func(string) string { return "" }, report.Style{}); err != nil {
		t.Fatal(err)
	}
	return []string{printed(t, format), nothing.String()}
}

func formatNamed(name string) report.Format {
	all := report.Formats()
	return all[slices.IndexFunc(all, func(f report.Format) bool { return f.Name == name })]
}

func TestFormatsFitTheirSchemas(t *testing.T) {
	for name, file := range jsonSchemas {
		schema := compiled(t, file)
		for _, text := range reports(t, formatNamed(name)) {
			if err := validate(t, schema, text); err != nil {
				t.Errorf("%s is not as %s has it: %v\n%s", name, file, err, text)
			}
		}
	}
}

// Of what was printed, each property that a schema requires, left out, and each one more, is refused: the schemas see
// into all that is printed. What may be left out, or added, is written here.
func TestSchemasSeeAllThatIsPrinted(t *testing.T) {
	for name, file := range jsonSchemas {
		schema := compiled(t, file)
		var value any
		if err := json.Unmarshal([]byte(printed(t, formatNamed(name))), &value); err != nil {
			t.Fatal(err)
		}
		objects(value, "", func(at string, object map[string]any) {
			object["unheard-of"] = 1
			if open := name == "sarif" && strings.HasSuffix(at, ".properties") || name == "gitlab" && strings.HasSuffix(at, ".lines"); (schema.Validate(value) == nil) != open {
				t.Errorf("%s: another property of %s: want it taken: %t", name, at, open)
			}
			delete(object, "unheard-of")
		})
		if err := schema.Validate(value); err != nil {
			t.Fatal(err)
		}
	}
}

// objects calls visit for each object within a value.
func objects(value any, at string, visit func(at string, object map[string]any)) {
	switch v := value.(type) {
	case map[string]any:
		visit(at, v)
		for key, inner := range v {
			objects(inner, at+"."+key, visit)
		}
	case []any:
		for _, inner := range v {
			objects(inner, at, visit)
		}
	}
}

func TestJUnitFitsItsSchema(t *testing.T) {
	schema := readXSD(t, fromRoot("fixtures/schemas/junit-10.xsd"))
	var hosts, both bytes.Buffer
	findings, source := canned()
	if err := report.JUnitSnapshots(&hosts, cannedSnapshots()); err != nil {
		t.Fatal(err)
	}
	if err := report.JUnitCheck(&both, findings, source, report.Style{}, cannedSnapshots()); err != nil {
		t.Fatal(err)
	}
	for _, text := range append(reports(t, formatNamed("junit")), hosts.String(), both.String()) {
		if faults := schema.faults(readXML(t, text)); len(faults) > 0 {
			t.Errorf("%s\n%s", strings.Join(faults, "\n"), text)
		}
	}
	for part, instead := range map[string]string{
		` errors="0"`:                     "",
		`<testsuites>`:                    `<testsuites when="now">`,
		`<testcase `:                      `<case/><testcase `,
		`<testsuite name="mxmcheck lint"`: `between <testsuite name="mxmcheck lint" time="soon"`,
	} {
		if text := strings.Replace(both.String(), part, instead, 1); text == both.String() || len(schema.faults(readXML(t, text))) == 0 {
			t.Errorf("%q in place of %q: no fault is found", instead, part)
		}
	}
}

// A workflow command of the runner: name, properties, data. Which properties there are is in GitHub's documentation of
// workflow commands, and how they are escaped in the runner's toolkit.
var (
	workflowCommand = regexp.MustCompile(`^::(error|warning|notice) ([^:]*)::(.*)$`)
	unescapedData   = strings.NewReplacer("%0D", "\r", "%0A", "\n", "%25", "%")
	unescapedValue  = strings.NewReplacer("%0D", "\r", "%0A", "\n", "%3A", ":", "%2C", ",", "%25", "%")
	properties      = []string{"file", "line", "endLine", "col", "endColumn", "title"}
)

func TestGitHubCommands(t *testing.T) {
	findings, _ := canned()
	read := []diag.Diagnostic{}
	for _, line := range strings.Split(printed(t, formatNamed("github")), "\n") {
		if match := workflowCommand.FindStringSubmatch(line); match != nil {
			read = append(read, readCommand(t, match))
		} else if strings.HasPrefix(line, "::") && !strings.HasPrefix(line, "::stop-commands::") {
			t.Errorf("no workflow command: %q", line)
		}
	}
	want := []diag.Diagnostic{}
	for _, d := range findings.Findings {
		told := diag.Diagnostic{Rule: d.Rule, Severity: d.Severity, Span: d.Span, Message: d.Message}
		for _, r := range d.Related {
			told.Message += "\n" + r.Message + " at " + r.Span.String()
		}
		if d.Span.Start.Line != d.Span.End.Line { // of several lines GitHub takes no columns
			told.Span.Start.Col, told.Span.End.Col = 0, 0
		}
		want = append(want, told)
	}
	if diff := cmp.Diff(want, read); diff != "" {
		t.Errorf("findings (-printed +read):\n%s", diff)
	}
}

func readCommand(t *testing.T, match []string) diag.Diagnostic {
	t.Helper()
	level := map[string]diag.Severity{"error": diag.Error, "warning": diag.Warning, "notice": diag.Info}
	d := diag.Diagnostic{Severity: level[match[1]], Message: unescapedData.Replace(match[3])}
	for _, property := range strings.Split(match[2], ",") {
		name, value, found := strings.Cut(property, "=")
		if !found || !slices.Contains(properties, name) {
			t.Errorf("%q is no property of an annotation", property)
		}
		value = unescapedValue.Replace(value)
		number, _ := strconv.Atoi(value)
		switch name {
		case "file":
			d.Span.File = value
		case "line":
			d.Span.Start.Line = number
		case "endLine":
			d.Span.End.Line = number
		case "col":
			d.Span.Start.Col = number
		case "endColumn":
			d.Span.End.Col = number
		case "title":
			d.Rule = strings.TrimPrefix(value, "mxmcheck ")
		}
	}
	return d
}
