package rules

import (
	"math"

	"mxmcheck/analyzer"
)

// intRange gives the least and greatest value of an integer type of lib.types.
func intRange(t analyzer.Type) (least, most int64, ok bool) {
	switch t.Name {
	case "int":
		return math.MinInt64, math.MaxInt64, true
	case "port", "ints.u16":
		return 0, math.MaxUint16, true
	case "ints.positive":
		return 1, math.MaxInt64, true
	case "ints.unsigned":
		return 0, math.MaxInt64, true
	case "ints.u8":
		return 0, math.MaxUint8, true
	case "ints.u32":
		return 0, math.MaxUint32, true
	case "ints.s8":
		return math.MinInt8, math.MaxInt8, true
	case "ints.s16":
		return math.MinInt16, math.MaxInt16, true
	case "ints.s32":
		return math.MinInt32, math.MaxInt32, true
	case "ints.between":
		if len(t.Args) == 2 {
			least, lower := t.Args[0].Int()
			most, upper := t.Args[1].Int()
			return least, most, lower && upper
		}
	}
	return 0, 0, false
}

func excludesInt(t analyzer.Type, a analyzer.Attr) bool {
	least, most, ok := intRange(t)
	if !ok {
		return false
	}
	n, isInt := a.Int()
	return !isInt || n < least || n > most
}

// excludesEnum compares with the values of an enum; one that is computed may be any.
func excludesEnum(t analyzer.Type, a analyzer.Attr) bool {
	if len(t.Args) != 1 {
		return false
	}
	values, ok := t.Args[0].List()
	if !ok {
		return false
	}
	for _, v := range values {
		if same, sure := equal(v, a); same || !sure {
			return false
		}
	}
	return true
}

// equal compares two literals; sure is false where one of them is computed or compound.
func equal(a, b analyzer.Attr) (same, sure bool) {
	if a.Kind() != b.Kind() {
		return false, a.Kind() != analyzer.UnknownKind && b.Kind() != analyzer.UnknownKind
	}
	switch a.Kind() {
	case analyzer.NullKind:
		return true, true
	case analyzer.BoolKind:
		x, _ := a.Bool()
		y, _ := b.Bool()
		return x == y, true
	case analyzer.IntKind:
		x, known := a.Int()
		y, other := b.Int()
		return x == y, known && other
	case analyzer.StringKind:
		x, known := a.Text()
		y, other := b.Text()
		return x == y, known && other
	}
	return false, false
}
