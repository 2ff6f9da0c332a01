package eval

import (
	"math"

	"mxmcheck/analyzer/syntax"
)

// numberPrimitives are the functions of numbers, and the operators that have a name.
func numberPrimitives() map[string]primitive {
	operator := func(op syntax.BinaryOp) primitive {
		return strict(2, func(m *Machine, v []Value, at Place) Value { return m.arithmetic(op, v[0], v[1], at) })
	}
	bits := func(f func(x, y Int) Int) primitive {
		return strict(2, func(_ *Machine, v []Value, _ Place) Value {
			x, ok1 := v[0].(Int)
			y, ok2 := v[1].(Int)
			if !ok1 || !ok2 {
				return nil
			}
			return f(x, y)
		})
	}
	return map[string]primitive{
		"add":      operator(syntax.Add),
		"sub":      operator(syntax.Sub),
		"mul":      operator(syntax.Mul),
		"div":      operator(syntax.Div),
		"bitAnd":   bits(func(x, y Int) Int { return x & y }),
		"bitOr":    bits(func(x, y Int) Int { return x | y }),
		"bitXor":   bits(func(x, y Int) Int { return x ^ y }),
		"ceil":     rounding(math.Ceil),
		"floor":    rounding(math.Floor),
		"lessThan": strict(2, func(m *Machine, v []Value, at Place) Value { return m.comparison(syntax.Less, v[0], v[1], at) }),
	}
}

func rounding(f func(float64) float64) primitive {
	return strict(1, func(m *Machine, v []Value, at Place) Value {
		x, ok := number(v[0])
		y := f(x)
		switch {
		case !ok:
			return nil
		case math.Abs(y) > 1<<53: // integers go through floats
			return m.fail(at, "the number is too large to be rounded")
		}
		return Int(y)
	})
}
