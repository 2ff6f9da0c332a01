package report

import (
	"fmt"
	"strings"

	"mxmcheck/harness"
)

// valueText prints two values: whole where they are short, else where they begin to differ; of a long
// list, what is new and gone, or that it has another order.
func valueText(before, after any) string {
	was, is := short(before), short(after)
	whole := [2]string{oneLine(harness.RenderValue(before)), oneLine(harness.RenderValue(after))}
	if whole[0] == was || whole[1] == is {
		return was + " → " + is
	}
	if text := listText(before, after); text != "" {
		return text
	}
	return besideText(whole[0], whole[1], func(text string) string { return text })
}

// listText says of two lists which elements are new and gone, or that the order is another; "" if
// one is no list, or most of it differs.
func listText(before, after any) string {
	const few = 4
	was, isList := before.([]any)
	is, alsoList := after.([]any)
	if !isList || !alsoList {
		return ""
	}
	count := map[string]int{}
	for _, one := range is {
		count[short(one)]++
	}
	var gone, new []string
	for _, one := range was {
		if count[short(one)]--; count[short(one)] < 0 {
			gone = append(gone, "- "+short(one))
		}
	}
	for i := len(is) - 1; i >= 0; i-- {
		if text := short(is[i]); count[text] > 0 {
			count[text]--
			new = append([]string{"+ " + text}, new...)
		}
	}
	switch {
	case len(gone)+len(new) > few:
		return ""
	case len(gone)+len(new) == 0:
		return orderText(was, is)
	}
	return fmt.Sprintf("%s (of a list of %d, now %d)", strings.Join(append(gone, new...), ", "), len(was), len(is))
}

// orderText names the first place at which two lists of the same elements differ.
func orderText(was, is []any) string {
	for i := range was {
		if a, b := harness.RenderValue(was[i]), harness.RenderValue(is[i]); a != b {
			return fmt.Sprintf("the same %d elements, in another order: at place %d %s → %s", len(is), i+1, short(was[i]), short(is[i]))
		}
	}
	return ""
}
