package eval

import (
	"encoding/json"
	"io"
	"strconv"
	"strings"
)

func fromJSON(m *Machine, v []Value, at Place) Value {
	text, ok := v[0].(String)
	if !ok {
		return nil
	}
	if !m.pay(len(text) / 4) {
		return m.question.over
	}
	d := json.NewDecoder(strings.NewReader(string(text)))
	d.UseNumber()
	var data any
	if d.Decode(&data) != nil {
		return nil
	}
	if _, err := d.Token(); err != io.EOF {
		return nil
	}
	return decoded(data, at)
}

// decoded is the value of decoded JSON.
func decoded(data any, at Place) Value {
	switch x := data.(type) {
	case bool:
		return Bool(x)
	case string:
		return String(x)
	case json.Number:
		return decodedNumber(string(x), at)
	case []any:
		out := &List{}
		for _, e := range x {
			out.Elems = append(out.Elems, Known(decoded(e, at)))
		}
		return out
	case map[string]any:
		out := &Set{Attrs: map[string]*Thunk{}}
		for name, e := range x {
			out.Attrs[name] = Known(decoded(e, at))
		}
		return out
	}
	return Null{}
}

func decodedNumber(x string, at Place) Value {
	if i, err := strconv.ParseInt(x, 10, 64); err == nil {
		return Int(i)
	}
	f, err := strconv.ParseFloat(x, 64)
	if err != nil || !strings.ContainsAny(x, ".eE") {
		return &Unknown{At: at, Reason: "the number does not fit"}
	}
	return Float(f)
}
