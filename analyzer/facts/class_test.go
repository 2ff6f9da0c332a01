package facts

import (
	"testing"

	"mxmcheck/analyzer/host"
)

// Every kind of host has a class of its own, by its row, its output, its modules and its name in
// flake.modules, and a row says all that the rooms need of it.
func TestEveryKindHasAClass(t *testing.T) {
	met := FlakeParts
	for i, kind := range host.Kinds() {
		class := Class(1) << i
		if met.Has(class) {
			t.Errorf("%s: its class is another kind's", kind.Name)
		}
		met |= class
		for _, output := range append(kind.Modules, kind.Output) {
			if ClassOfOutput(output) != class {
				t.Errorf("%s: the output %s has class %s", kind.Name, output, ClassOfOutput(output))
			}
		}
		if own, ok := class.Kind(); !ok || own.Name != kind.Name || class.String() != kind.Name || classOfModules(kind.Class) != class {
			t.Errorf("%s: class %s, kind %v, of modules %s", kind.Name, class, own.Name, classOfModules(kind.Class))
		}
		for what, text := range map[string]string{
			"Output": kind.Output, "Class": kind.Class, "Label": kind.Label, "Built": kind.Built, "Maker": kind.Maker, "StateVersion": kind.StateVersion,
		} {
			if text == "" {
				t.Errorf("%s: its row has no %s", kind.Name, what)
			}
		}
		if len(kind.Modules) == 0 || len(kind.Args) == 0 || kind.Guest != (len(kind.GuestArgs) > 0) {
			t.Errorf("%s: its row lacks Modules, Args or GuestArgs", kind.Name)
		}
	}
	if met != Every() {
		t.Errorf("every class is %s, but the kinds make %s", Every(), met)
	}
	for class, name := range map[Class]string{NixOS: "nixos", Darwin: "darwin", Home: "home"} {
		if class.String() != name {
			t.Errorf("the class of %s has the row of %s", name, class)
		}
	}
}
