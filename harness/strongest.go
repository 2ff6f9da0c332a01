package harness

import "slices"

// strongest leaves out definitions that another of the same path overrides. One that ended the
// evaluation does not tell its priority; joining forces no definition that is overridden, and a
// default is overridden by every definition: so it counts as the weakest that overrides defaults.
func strongest(effects []Record) []Record {
	least := map[string]int{}
	for _, one := range effects {
		n, known := strengthOf(one)
		if before, later := least[one.Path]; known && (!later || n < before) {
			least[one.Path] = n
		}
	}
	effects = slices.DeleteFunc(effects, func(one Record) bool { return one.Exact.Priority != nil && *one.Exact.Priority > least[one.Path] })
	for i := range effects {
		effects[i].Exact.Priority = nil // it is no part of what is compared
	}
	return effects
}

func strengthOf(one Record) (priority int, known bool) {
	switch {
	case one.Exact.Priority != nil:
		return *one.Exact.Priority, true
	case IsBroken(one):
		return defaultPriority - 1, true
	}
	return 0, false
}
