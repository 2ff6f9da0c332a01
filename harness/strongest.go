package harness

import "slices"

// strongest leaves out definitions that another of the same path overrides.
func strongest(effects []Record) []Record {
	least := map[string]int{}
	for _, one := range effects {
		n := one.Exact.Priority
		if before, known := least[one.Path]; n != nil && (!known || *n < before) {
			least[one.Path] = *n
		}
	}
	effects = slices.DeleteFunc(effects, func(one Record) bool { return one.Exact.Priority != nil && *one.Exact.Priority > least[one.Path] })
	for i := range effects {
		effects[i].Exact.Priority = nil // it is no part of what is compared
	}
	return effects
}
