package bundle

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"fangpin/internal/deed"
)

// withheld is what stands for a personal value: its salted digest, in hex.
const withheld = "salted"

// appendLine writes a row: an object of its columns in the order of their names. A column that is NULL is left out.
func appendLine(b []byte, line deed.Line) ([]byte, error) {
	for i, c := range line.Cells {
		b = append(b, "{,"[min(i, 1)], '"')
		b = append(append(b, c.Column...), `":`...)
		if c.Salted {
			b = append(hex.AppendEncode(append(b, `{"`+withheld+`":"`...), c.Value), `"}`...)
			continue
		}
		text, err := json.Marshal(string(c.Value))
		if err != nil {
			return nil, fmt.Errorf("write a row: %w", err)
		}
		b = append(b, text...)
	}
	return append(b, '}', '\n'), nil
}

var errLine = errors.New("不是一行记录应有的样子")

// parseLine reads what appendLine wrote.
func parseLine(text []byte) ([]deed.Cell, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, errLine
	}
	var cells []deed.Cell
	for d.More() {
		name, err := d.Token()
		column, ok := name.(string)
		if err != nil || !ok || len(cells) > 0 && cells[len(cells)-1].Column >= column {
			return nil, errLine
		}
		c, err := parseCell(d, column)
		if err != nil {
			return nil, err
		}
		cells = append(cells, c)
	}
	if _, err := d.Token(); err != nil {
		return nil, errLine
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errLine
	}
	return cells, nil
}

func parseCell(d *json.Decoder, column string) (deed.Cell, error) {
	switch value, err := d.Token(); v := value.(type) {
	case string:
		return deed.Cell{Column: column, Value: []byte(v)}, err
	case json.Delim:
		var parts [3]json.Token
		for i := range parts {
			if parts[i], err = d.Token(); err != nil {
				return deed.Cell{}, errLine
			}
		}
		text, ok := parts[1].(string)
		digest, err := hex.DecodeString(text)
		if v != '{' || parts[0] != withheld || !ok || err != nil || parts[2] != json.Delim('}') {
			return deed.Cell{}, errLine
		}
		return deed.Cell{Column: column, Salted: true, Value: digest}, nil
	}
	return deed.Cell{}, errLine
}
