package syntax

// InnerSet is the set that an expression is, behind functions and names that are bound around it; nil
// where a call or an assert stands around it.
func InnerSet(x Expr) *AttrSet { return innerSet(x, false) }

// Body is the set that a file gives, through the functions, let, with and assert around it; nil if
// it gives anything else.
func (f *File) Body() *AttrSet { return innerSet(f.Root, true) }

func innerSet(x Expr, behindAsserts bool) *AttrSet {
	for {
		switch y := Unparen(x).(type) {
		case *Lambda:
			x = y.Body
		case *Let:
			x = y.Body
		case *With:
			x = y.Body
		case *Assert:
			if !behindAsserts {
				return nil
			}
			x = y.Body
		case *AttrSet:
			return y
		default:
			return nil
		}
	}
}
