package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/rules"
)

// selectRules gives the rules of a run with their levels: those named by --rule at their
// catalogue level, or all, at the configuration's levels, without those of --skip.
func (c config) selectRules(only, skip []string) ([]analyzer.Selected, error) {
	for _, name := range append(slices.Clone(only), skip...) {
		if err := knownRule(name); err != nil {
			return nil, err
		}
	}
	levels, err := c.levels()
	if err != nil {
		return nil, err
	}
	var selected []analyzer.Selected
	for _, rule := range rules.All() {
		level, configured := levels[rule.Name]
		switch {
		case slices.Contains(skip, rule.Name), len(only) > 0 && !slices.Contains(only, rule.Name):
			continue
		case len(only) > 0 || !configured:
			level = rule.Severity
		case level == 0:
			continue // off
		}
		selected = append(selected, analyzer.Selected{Rule: rule, Level: level})
	}
	return selected, nil
}

func knownRule(name string) error {
	if slices.Contains(rules.Names(), name) {
		return nil
	}
	hint := "mxmcheck explain lists the rules"
	if nearest, ok := analyzer.Nearest(name, rules.Names()); ok {
		hint = fmt.Sprintf("did you mean %q?", nearest)
	}
	return diag.WithHint(fmt.Errorf("no rule is called %q", name), hint)
}

// levels reads the [rules] table; 0 is off.
func (c config) levels() (map[string]diag.Severity, error) {
	levels := map[string]diag.Severity{}
	for _, name := range slices.Sorted(maps.Keys(c.Rules)) {
		if err := knownRule(name); err != nil {
			return nil, c.at(name, err)
		}
		value := c.Rules[name]
		if table, ok := value.(map[string]any); ok {
			for key := range table {
				if key != "level" {
					return nil, c.at(name, diag.WithHint(fmt.Errorf("rule %s has no option %q", name, key), "its only key is level"))
				}
			}
			value = table["level"]
		}
		word, _ := value.(string)
		level, ok := diag.ParseSeverity(word)
		if !ok && word != "off" {
			return nil, c.at(name, diag.WithHint(fmt.Errorf("rule %s: no level %q", name, fmt.Sprint(value)), "off, info, warning or error"))
		}
		levels[name] = level
	}
	return levels, nil
}

// at adds the place of a rule's key in the configuration to an error, and keeps its hint.
func (c config) at(rule string, err error) error {
	for i, line := range strings.Split(c.source, "\n") {
		key, _, _ := strings.Cut(strings.TrimSpace(line), "=")
		if strings.Trim(strings.TrimSpace(key), `"'`) == rule || strings.HasPrefix(strings.TrimSpace(line), "[rules."+rule) {
			return diag.WithHint(fmt.Errorf("%s:%d: %w", c.path, i+1, err), diag.HintOf(err))
		}
	}
	return err
}
