package harness

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
)

// sourcePath is where nix keeps the tree of a flake or an input, whose hash is as in flake.lock.
func sourcePath(storeDir, narHash string) (string, error) {
	encoded, ok := strings.CutPrefix(narHash, "sha256-")
	sum, err := base64.StdEncoding.DecodeString(encoded)
	if !ok || err != nil || len(sum) != sha256.Size {
		return "", fmt.Errorf("%q is no hash of a tree", narHash)
	}
	outer := sha256.Sum256(fmt.Appendf(nil, "source:sha256:%x:%s:source", sum, storeDir))
	var folded [20]byte
	for i, b := range outer {
		folded[i%len(folded)] ^= b
	}
	return storeDir + "/" + base32(folded[:]) + "-source", nil
}

const base32Digits = "0123456789abcdfghijklmnpqrsvwxyz"

// base32 writes bytes as nix does: with digits of its own, the last bits first.
func base32(bytes []byte) string {
	out := make([]byte, 0, (len(bytes)*8+4)/5)
	for n := cap(out) - 1; n >= 0; n-- {
		bit := n * 5
		i, shift := bit/8, bit%8
		digit := uint16(bytes[i])
		if i+1 < len(bytes) {
			digit |= uint16(bytes[i+1]) << 8
		}
		out = append(out, base32Digits[digit>>shift&31])
	}
	return string(out)
}
