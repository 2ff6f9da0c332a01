package probe

import (
	"encoding/json"
	"fmt"
	"math"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// highBytes are the bytes that are no characters by themselves: see encode.nix.
func highBytes() []string {
	all := make([]string, 128)
	for i := range all {
		all[i] = string([]byte{byte(128 + i)})
	}
	return all
}

// plain unwraps what the walker wrapped: { set = … } and { special = …; text = …; }.
func plain(value any) any {
	switch v := value.(type) {
	case []any:
		for i := range v {
			v[i] = plain(v[i])
		}
		return v
	case map[string]any:
		return plainSet(v)
	}
	return value
}

func plainSet(v map[string]any) any {
	if set, ok := v["set"].(map[string]any); ok {
		for name := range set {
			set[name] = plain(set[name])
		}
		return set
	}
	if set, ok := v["codedSet"].(map[string]any); ok {
		out := make(map[string]any, len(set))
		for name := range set {
			out[textOf(map[string]any{"coded": name})] = plain(set[name])
		}
		return out
	}
	kind, _ := v["special"].(string)
	text := textOf(v["text"])
	switch kind {
	case "text":
		return textValue(v["text"])
	case "float":
		return floatValue(text)
	}
	return Special{Kind: kind, Text: text, Made: textOf(v["made"])}
}

// decoded is a text as the walker writes it: as it is, or { coded = … } with bytes as numbers.
func decoded(value any) string {
	if text, ok := value.(string); ok {
		return text
	}
	coded, _ := value.(map[string]any)
	text, _ := coded["coded"].(string)
	if out, err := url.PathUnescape(text); err == nil {
		return out
	}
	return text
}

// textOf is such a text where only text can stand: a byte that is no UTF-8 is written as \xNN.
func textOf(value any) string {
	text := decoded(value)
	if utf8.ValidString(text) {
		return text
	}
	return escaped(text)
}

// textValue is such a text as a value, which differs from a text that is written like its escapes.
func textValue(value any) any {
	text := decoded(value)
	if utf8.ValidString(text) {
		return text
	}
	return Special{Kind: "bytes", Text: escaped(text)}
}

// escaped writes bytes that are no UTF-8 as \xNN, and a backslash twice.
func escaped(text string) string {
	var out strings.Builder
	for len(text) > 0 {
		r, size := utf8.DecodeRuneInString(text)
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&out, `\x%02x`, text[0])
		case r == '\\':
			out.WriteString(`\\`)
		default:
			out.WriteString(text[:size])
		}
		text = text[size:]
	}
	return out.String()
}

// floatValue is a float that the walker writes as an integer and a power of two.
func floatValue(text string) any {
	mantissa, exponent, _ := strings.Cut(text, " ")
	m, err := strconv.ParseInt(mantissa, 10, 64)
	e, err2 := strconv.Atoi(exponent)
	if err != nil || err2 != nil {
		return Special{Kind: "float", Text: text} // without an end, or no number
	}
	f := math.Ldexp(float64(m), e)
	if mantissa == "-0" {
		f = math.Copysign(0, -1)
	}
	return json.Number(FloatText(f))
}

// FloatText is the shortest text that is this float and no other, and no integer.
func FloatText(f float64) string {
	text, err := json.Marshal(f)
	if err != nil {
		panic(err) // it is finite
	}
	if !strings.ContainsAny(string(text), ".e") {
		return string(text) + ".0"
	}
	return string(text)
}

var floatInType = regexp.MustCompile(`<float ([^<>]*)>`)

// withFloats writes the floats in a type.
func withFloats(text string) string {
	return floatInType.ReplaceAllStringFunc(text, func(found string) string {
		value := floatValue(floatInType.FindStringSubmatch(found)[1])
		if number, ok := value.(json.Number); ok {
			return number.String()
		}
		return found
	})
}
