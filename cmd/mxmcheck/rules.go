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

// What --rule and --skip call several rules by.
const (
	allRules     = "all"     // on or off by default
	patternRules = "pattern" // those that pattern = "strict" turns on
)

// spread puts the rules of a group in place of its name.
func spread(names []string) (spread []string) {
	for _, name := range names {
		switch name {
		case allRules:
			spread = append(spread, rules.Names()...)
		case patternRules:
			spread = append(spread, rules.Pattern()...)
		default:
			spread = append(spread, name)
		}
	}
	return spread
}

// selectRules gives the rules of a run with their levels: those named by --rule at their
// catalogue level, or those that are on, at the configuration's levels, without those of --skip.
// A rule that is off by default is on where the configuration gives it a level, and in the folders of
// modules where that is strict about the pattern and the rule is of it. Some are always on.
func (c config) selectRules(only, skip []string) ([]analyzer.Selected, error) {
	strict := c.strictFolders(slices.Contains(only, patternRules))
	only, skip = spread(only), spread(skip)
	for _, name := range append(slices.Clone(only), skip...) {
		if err := knownRule(name); err != nil {
			return nil, err
		}
	}
	for _, name := range skip {
		if slices.Contains(rules.AlwaysOn(), name) {
			return nil, fmt.Errorf("rule %s cannot be skipped", name)
		}
	}
	settings, err := c.ruleSettings()
	if err != nil {
		return nil, err
	}
	var selected []analyzer.Selected
	for _, rule := range rules.All() {
		set, confined := settings[rule.Name], false
		ofPattern := len(strict) > 0 && slices.Contains(rules.Pattern(), rule.Name)
		raised := ofPattern && set.level == 0
		switch {
		case slices.Contains(rules.AlwaysOn(), rule.Name):
			set.level = rule.Severity
		case slices.Contains(skip, rule.Name), len(only) > 0 && !slices.Contains(only, rule.Name):
			continue
		case len(only) > 0 && ofPattern && set.level == 0:
			set.level, confined = rule.Severity, !rule.Wide && !slices.Contains(only, rule.Name)
		case len(only) > 0, set.level == 0 && !set.off && rule.Default:
			set.level = rule.Severity
		case set.level == 0 && !set.off && ofPattern:
			set.level, confined = rule.Severity, !rule.Wide
		case set.level == 0:
			continue
		}
		selected = append(selected, analyzer.Selected{Rule: rule, Level: set.level, Words: set.words, Strict: strict, Confined: confined, Raised: raised})
	}
	return selected, nil
}

// strictFolders are the folders in which the rules of the pattern let nothing pass: those of modules where the
// configuration says so, else all where the group is asked for by its name.
func (c config) strictFolders(named bool) []string {
	switch {
	case c.Pattern.strict:
		return c.Modules
	case named:
		return []string{"."}
	}
	return nil
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

// ruleSetting is what the [rules] table says of a rule. Neither off nor a level: it says neither.
type ruleSetting struct {
	off   bool
	level diag.Severity
	words map[string][]string
}

// ruleSettings reads the [rules] table.
func (c config) ruleSettings() (map[string]ruleSetting, error) {
	settings := map[string]ruleSetting{}
	for _, name := range slices.Sorted(maps.Keys(c.Rules)) {
		if err := knownRule(name); err != nil {
			return nil, c.at(name, err)
		}
		if slices.Contains(rules.AlwaysOn(), name) {
			return nil, c.at(name, diag.WithHint(fmt.Errorf("rule %s is always on, and an error", name), "take the line out"))
		}
		setting, err := readSetting(name, c.Rules[name])
		if err != nil {
			return nil, c.at(name, err)
		}
		settings[name] = setting
	}
	return settings, nil
}

// readSetting reads a level, or a table of level and the rule's own options.
func readSetting(name string, value any) (s ruleSetting, err error) {
	table, ok := value.(map[string]any)
	if !ok {
		table = map[string]any{"level": value}
	}
	for _, key := range slices.Sorted(maps.Keys(table)) {
		if key == "level" {
			s.level, s.off, err = readLevel(name, table[key])
		} else {
			err = s.readWords(name, key, table[key])
		}
		if err != nil {
			return s, err
		}
	}
	return s, nil
}

func readLevel(name string, value any) (level diag.Severity, off bool, err error) {
	word, _ := value.(string)
	level, ok := diag.ParseSeverity(word)
	if !ok && word != "off" {
		err = diag.WithHint(fmt.Errorf("rule %s: no level %q", name, fmt.Sprint(value)), "off, info, warning or error")
	}
	return level, word == "off", err
}

// readWords reads a list of strings that is an option of the rule.
func (s *ruleSetting) readWords(name, key string, value any) error {
	known := optionNames(name)
	if !slices.Contains(known, key) {
		hint := "its keys are level, " + strings.Join(known, ", ")
		if nearest, ok := analyzer.Nearest(key, append(known, "level")); ok {
			hint = fmt.Sprintf("did you mean %q?", nearest)
		}
		return diag.WithHint(fmt.Errorf("rule %s has no option %q", name, key), hint)
	}
	list, ok := value.([]any)
	words := make([]string, len(list))
	for i, v := range list {
		word, isText := v.(string)
		words[i], ok = word, ok && isText
	}
	if !ok {
		return diag.WithHint(fmt.Errorf("rule %s: %s is no list of strings", name, key), fmt.Sprintf("%s = [\"…\"]", key))
	}
	if s.words == nil {
		s.words = map[string][]string{}
	}
	s.words[key] = words
	return nil
}

// optionNames are the options of a rule beside its level: exclude, which every rule has, and its own.
func optionNames(name string) []string {
	names := []string{"exclude"}
	for _, rule := range rules.All() {
		if rule.Name == name {
			for _, o := range rule.Options {
				names = append(names, o.Name)
			}
		}
	}
	return names
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
