package syntax

import (
	"math"
	"math/big"
	"strconv"
	"strings"
)

// smallestNormal is the least float64 of full precision.
const smallestNormal = 0x1p-1022

// parseFloat reads a float. As in Nix, which uses strtod, a value is out of range if it is too
// large, and also if it is so small that it loses precision.
func parseFloat(text string) (value float64, ok bool) {
	value, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(value, 0) {
		return 0, false
	}
	if value >= smallestNormal {
		return value, true
	}
	mantissa, _, _ := strings.Cut(strings.ToLower(text), "e")
	if value == 0 {
		return 0, strings.Trim(mantissa, "0.") == ""
	}
	exact, ok := new(big.Rat).SetString(text)
	if !ok || exact.Cmp(new(big.Rat).SetFloat64(value)) != 0 {
		return value, false
	}
	return value, true
}
