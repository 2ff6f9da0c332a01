package link

import (
	"strings"

	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/facts"
)

// Modules are the modules of inputs that are imported, by what each is taken from, and as what; "" is
// among them where it is not known which module one is.
func (r *Closure) Modules() map[string]ImportedAs { return r.modules }

// moduleName names a module of an input, by what it is taken from; "" if that is not known.
func moduleName(v eval.Value) string {
	text := ""
	switch v := v.(type) {
	case eval.Ref:
		if v.Root == "inputs" {
			text = "inputs." + strings.Join(v.Path, ".")
		}
	case eval.Path:
		text = string(v)
	case eval.String:
		text = string(v)
	}
	if strings.HasPrefix(text, "inputs.") || strings.HasPrefix(text, "/@") {
		return text
	}
	return ""
}

// Maker is the function that makes the host, and the set that it is taken from; ok is false where that
// is not seen.
func (h *Host) Maker() (from eval.Ref, name string, ok bool) {
	if h.made == nil {
		return eval.Ref{}, "", false
	}
	return h.made.From, h.made.Maker, true
}

// Frees reports whether a module of a class lets names be defined that nothing declares.
func (r *Closure) Frees(class facts.Class) bool { return r.free.Has(class) }

// MayFree reports whether a file says so beside a module's own keys, in whatever way.
func MayFree(f *facts.File) bool {
	return strings.Contains(f.Src, "_module.check") || strings.Contains(f.Src, "_module.freeformType") || strings.Contains(f.Src, "_module = {")
}
