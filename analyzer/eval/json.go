package eval

import (
	"encoding/json"
	"math"
)

func fromJSON(m *Machine, v []Value, _ Place) Value {
	text, ok := v[0].(String)
	if !ok {
		return nil
	}
	if !m.pay(len(text) / 4) {
		return m.question.over
	}
	var data any
	if json.Unmarshal([]byte(text), &data) != nil {
		return nil
	}
	return decoded(data)
}

// decoded is the value of decoded JSON.
func decoded(data any) Value {
	switch x := data.(type) {
	case nil:
		return Null{}
	case bool:
		return Bool(x)
	case string:
		return String(x)
	case float64:
		if x == math.Trunc(x) && math.Abs(x) < 1<<53 {
			return Int(x)
		}
		return Float(x)
	case []any:
		out := &List{}
		for _, e := range x {
			out.Elems = append(out.Elems, Known(decoded(e)))
		}
		return out
	case map[string]any:
		out := &Set{Attrs: map[string]*Thunk{}}
		for name, e := range x {
			out.Attrs[name] = Known(decoded(e))
		}
		return out
	}
	return nil
}
