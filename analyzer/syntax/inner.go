package syntax

// InnerSet is the set that an expression is, behind functions and names that are bound around it; nil
// where a call stands around it.
func InnerSet(x Expr) *AttrSet {
	for {
		switch y := Unparen(x).(type) {
		case *Lambda:
			x = y.Body
		case *Let:
			x = y.Body
		case *With:
			x = y.Body
		case *AttrSet:
			return y
		default:
			return nil
		}
	}
}
