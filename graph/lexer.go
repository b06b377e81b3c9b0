package graph

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// SyntaxError is a fault in a text expression and where it is.
type SyntaxError struct {
	Text   string // what was parsed
	Offset int    // in bytes, where the fault begins
	Reason string
	Cause  error // the error of the operation, where one refused its operands
}

// Error returns the reason with the line at fault and a caret under the place.
func (e *SyntaxError) Error() string {
	line, start := 1, 0
	for i := 0; i < e.Offset && i < len(e.Text); i++ {
		if e.Text[i] == '\n' {
			line, start = line+1, i+1
		}
	}
	end := len(e.Text)
	if i := strings.IndexByte(e.Text[start:], '\n'); i >= 0 {
		end = start + i
	}
	at := min(e.Offset, end)
	const width = 60 // of the line shown on each side
	from, to := max(start, at-width), min(end, at+width)
	for from > start && !utf8.RuneStart(e.Text[from]) {
		from--
	}
	for to < end && !utf8.RuneStart(e.Text[to]) {
		to++
	}
	before := e.Text[from:at]
	col := utf8.RuneCountInString(e.Text[start:at]) + 1
	return fmt.Sprintf("graph: parse: %s at line %d, column %d\n\t%s\n\t%s^", e.Reason, line, col,
		strings.ToValidUTF8(strings.ReplaceAll(e.Text[from:to], "\t", " "), "?"), strings.Repeat(" ", utf8.RuneCountInString(before)))
}

// Unwrap returns the cause.
func (e *SyntaxError) Unwrap() error { return e.Cause }

type tokenKind uint8

const (
	tokEnd tokenKind = iota
	tokNumber
	tokName
	tokText
	tokSign
	tokBad
)

type token struct {
	kind tokenKind
	s    string // of text: without the quotes
	pos  int
}

// signs are the operators and brackets, longer ones first.
var signs = []string{"...", "**", "//", "<<", ">>", "<=", ">=", "==", "!=",
	"+", "-", "*", "/", "%", "@", "&", "|", "^", "~", "<", ">", "=", "(", ")", "[", "]", ",", ":", ";", "."}

// lexer cuts a text into tokens. A newline outside of brackets ends a
// statement, as ";" does.
type lexer struct {
	text string
	pos  int
	open int // brackets
}

func (l *lexer) next() token {
	for l.pos < len(l.text) {
		c := l.text[l.pos]
		if c == '\n' && l.open == 0 {
			l.pos++
			return token{tokSign, ";", l.pos - 1}
		}
		if c == '#' {
			for l.pos < len(l.text) && l.text[l.pos] != '\n' {
				l.pos++
			}
			continue
		}
		if c != ' ' && c != '\t' && c != '\r' && c != '\n' {
			break
		}
		l.pos++
	}
	if l.pos == len(l.text) {
		return token{tokEnd, "", l.pos}
	}
	start := l.pos
	switch c := l.text[start]; {
	case isDigit(c), c == '.' && start+1 < len(l.text) && isDigit(l.text[start+1]):
		return l.number()
	case isNameByte(c) || c == '$':
		l.pos++
		for l.pos < len(l.text) && (isNameByte(l.text[l.pos]) || isDigit(l.text[l.pos])) {
			l.pos++
		}
		return token{tokName, l.text[start:l.pos], start}
	case c == '"' || c == '\'':
		return l.quoted(c)
	}
	for _, s := range signs {
		if strings.HasPrefix(l.text[start:], s) {
			l.pos += len(s)
			switch s {
			case "(", "[":
				l.open++
			case ")", "]":
				l.open = max(0, l.open-1)
			}
			return token{tokSign, s, start}
		}
	}
	r, _ := utf8.DecodeRuneInString(l.text[start:])
	return token{tokBad, fmt.Sprintf("%q has no meaning here", r), start}
}

// number takes digits, a fraction, an exponent, a final j, or 0x digits; what
// they are worth is settled by readScalar.
func (l *lexer) number() token {
	start := l.pos
	if strings.HasPrefix(l.text[start:], "0x") || strings.HasPrefix(l.text[start:], "0X") {
		l.pos += 2
	}
	for l.pos < len(l.text) {
		c := l.text[l.pos]
		sign := (c == '+' || c == '-') && l.pos > start && (l.text[l.pos-1] == 'e' || l.text[l.pos-1] == 'E') && l.text[start:min(start+2, len(l.text))] != "0x"
		if !sign && c != '.' && !isDigit(c) && !isNameByte(c) {
			break
		}
		if c == '.' && strings.HasPrefix(l.text[l.pos:], "...") {
			break
		}
		l.pos++
	}
	return token{tokNumber, l.text[start:l.pos], start}
}

// quoted takes a string with the escapes \" \\ and \n.
func (l *lexer) quoted(q byte) token {
	start := l.pos
	var b strings.Builder
	for l.pos++; l.pos < len(l.text); l.pos++ {
		switch c := l.text[l.pos]; {
		case c == q:
			l.pos++
			return token{tokText, b.String(), start}
		case c == '\n':
			return token{tokBad, "the string does not end", start}
		case c == '\\' && l.pos+1 < len(l.text):
			l.pos++
			if c = l.text[l.pos]; c == 'n' {
				c = '\n'
			}
			b.WriteByte(c)
		default:
			b.WriteByte(c)
		}
	}
	return token{tokBad, "the string does not end", start}
}

func isDigit(c byte) bool    { return '0' <= c && c <= '9' }
func isNameByte(c byte) bool { return c == '_' || isLetter(c) }
