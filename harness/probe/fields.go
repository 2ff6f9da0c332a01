package probe

import "bytes"

// eachField gives the names and values of a JSON object that is written without spaces, as they are
// spelled; names have no escapes. It looks for where values end, and not into them. ok is false if
// the text is no such object, or more than one.
func eachField(text []byte, take func(name, value []byte)) (ok bool) {
	if string(text) == "{}" {
		return true
	}
	at := 0
	for at < len(text) && (text[at] == '{' && at == 0 || text[at] == ',' && at > 0) {
		start := at + 1
		end := start + valueEnd(text[start:])
		if end >= len(text) || text[end] != ':' || end < start+2 || text[start] != '"' {
			return false
		}
		name := text[start+1 : end-1]
		at = end + 1 + valueEnd(text[end+1:])
		if at == end+1 || bytes.IndexByte(name, '\\') >= 0 {
			return false
		}
		take(name, text[end+1:at])
	}
	return at > 0 && at == len(text)-1 && text[at] == '}'
}

// valueEnd is where the JSON value ends that a text begins with; the end of the text if it does not.
func valueEnd(text []byte) int {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '"':
			i += stringEnd(text[i:]) - 1
		case '{', '[':
			depth++
			continue
		case '}', ']':
			if depth--; depth < 0 {
				return i
			}
		case ',', ':':
			if depth == 0 {
				return i
			}
			continue
		default:
			continue
		}
		if depth == 0 {
			return i + 1
		}
	}
	return len(text)
}

// stringEnd is where the JSON string ends that a text begins with.
func stringEnd(text []byte) int {
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(text)
}
