package facts

import (
	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/syntax"
)

// guards is what stands around a definition: the conditions it is under and its priority.
type guards struct {
	conds    []syntax.Expr
	gates    []Path // the options that the conditions read
	optional bool   // one of them decides whether there is a definition at all
	priority int    // 0 for a plain one
}

// under is what stands around a definition below a condition, which is read where it stands.
func (c *collector) under(g guards, cond syntax.Expr, s *eval.Scope) guards {
	g.conds = append(g.conds[:len(g.conds):len(g.conds)], cond)
	g.gates = append(g.gates[:len(g.gates):len(g.gates)], c.configReads(cond, s)...)
	return g
}

func (g guards) weight() int {
	if g.priority == 0 {
		return DefaultPriority
	}
	return g.priority
}

func priorityOf(fn string) (int, bool) {
	switch fn {
	case "mkForce":
		return ForcePriority, true
	case "mkDefault":
		return MkDefaultPriority, true
	case "mkOptionDefault":
		return OptionDefaultPriority, true
	case "mkVMOverride":
		return VMPriority, true
	case "mkImageMediaOverride":
		return ImageMediaPriority, true
	}
	return 0, false
}

func overridePriority(x syntax.Expr) int {
	if n, ok := syntax.Unparen(x).(*syntax.Int); ok {
		return int(n.Value)
	}
	return UnknownPriority
}

// structural reports whether a let-bound value is worth following as part of a module.
func structural(x syntax.Expr) bool {
	call, ok := syntax.Unparen(x).(*syntax.Apply)
	return ok && (callee(call) == "mkIf" || callee(call) == "mkMerge")
}
