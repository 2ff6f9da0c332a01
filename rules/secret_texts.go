package rules

import (
	"regexp"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

// issuedWithin are tokens that services give out, of the length that they have, anywhere in a text: in a script, in
// an address, among arguments.
var issuedWithin = regexp.MustCompile(`\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}|glpat-[A-Za-z0-9_-]{20}|glc_eyJ[A-Za-z0-9+/=]{20,})\b|` + ofServices + `|` +
	`\bK10[0-9a-f]{32,}::[a-z]+:[0-9a-f]{16,}|\beyJhbGciOi[A-Za-z0-9_-]+\.eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{20,}`)

// ofServices are tokens whose first letters say which service gave them out, and what for.
const ofServices = `\bsk-ant-[a-z]+[0-9]{2}-[A-Za-z0-9_-]{24,}|\bsk-proj-[A-Za-z0-9_-]{40,}|\bsk-or-v1-[0-9a-f]{64}\b|\bsk_live_[A-Za-z0-9]{24,}|\bAIza[A-Za-z0-9_-]{35}\b|` +
	`\bhf_[A-Za-z]{34}\b|\bnpm_[A-Za-z0-9]{36}\b|\btskey-(?:auth|client|api)-[A-Za-z0-9]+-[A-Za-z0-9]{20,}|\bdop_v1_[a-f0-9]{64}\b|\bSG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}|` +
	`\b[0-9]{8,10}:AA[A-Za-z0-9_-]{33}\b|\bdiscord(?:app)?\.com/api/webhooks/[0-9]{17,20}/[A-Za-z0-9_-]{60,}|\bhooks\.slack\.com/services/T[A-Z0-9]{8,}/B[A-Z0-9]{8,}/[A-Za-z0-9]{24}\b|\bAGE-SECRET-KEY-1[A-Z0-9]{58}\b`

// tokenMarks are what the tokens of issuedWithin have in them, one each: a file without any is not searched.
var tokenMarks = []string{
	"ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "glc_eyJ", "::", "eyJhbGciOi", "sk-ant-", "sk-proj-", "sk-or-v1-", "sk_live_", "AIza", "hf_", "npm_", "tskey-",
	"dop_v1_", "SG.", ":AA", "/webhooks/", "hooks.slack.com", "AGE-SECRET-KEY-1",
}

var fillsIn = regexp.MustCompile(`(?i)x{6}|0{6}|1234567|abcdef|example`)

// checkTexts reports tokens within texts of a file that are no value of a setting by themselves, which others report.
func checkTexts(p *analyzer.Pass, f *analyzer.File) {
	marked := slices.ContainsFunc(tokenMarks, func(mark string) bool { return strings.Contains(f.Src, mark) })
	if !marked || !issuedWithin.MatchString(f.Src) {
		return
	}
	whole := map[syntax.Expr]bool{}
	for _, d := range f.Definitions {
		if text, ok := syntax.StaticText(d.Value); ok && issued.MatchString(text) {
			whole[syntax.Unparen(d.Value)] = true
		}
	}
	f.Walk(func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Str:
			if !whole[n] {
				checkParts(p, f, n, n.Parts)
			}
		case *syntax.IndStr:
			if !whole[n] {
				checkParts(p, f, n, n.Parts)
			}
		}
		return true
	})
}

func checkParts(p *analyzer.Pass, f *analyzer.File, at syntax.Node, parts []syntax.StrPart) {
	for _, part := range parts {
		text, is := part.(*syntax.Text)
		if !is {
			continue
		}
		if token := issuedWithin.FindString(text.Value); token != "" && !fillsIn.MatchString(token) {
			p.Report(diag.Diagnostic{Span: f.Span(at), Message: "this text holds a token that a service gave out, which everybody can read in the store; read it from a file that exists on the machine only"})
			return
		}
	}
}
