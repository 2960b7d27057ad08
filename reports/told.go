package reports

import (
	"encoding/json"
	"fmt"

	"fangpin/internal/secret"
)

// Told is what a row says of people, in words: it lies encrypted beside the facts.
type Told struct {
	Name           string            `json:"name"`
	IDNumber       string            `json:"id_number"`
	HeadName       string            `json:"head_name,omitempty"`
	HeadIDNumber   string            `json:"head_id_number,omitempty"`
	Township       string            `json:"township,omitempty"`
	Village        string            `json:"village,omitempty"`
	NaturalVillage string            `json:"natural_village,omitempty"`
	Phone          string            `json:"phone,omitempty"`
	Texts          map[string]string `json:"texts,omitempty"` // by the column's word, as in institution
}

func toldContext(county string) secret.Context {
	return secret.Context{County: county, Column: "report_row.told"}
}

func valueContext(county string) secret.Context {
	return secret.Context{County: county, Column: "defect.value"}
}

// Told is what the row says of people.
func (r Row) Told() Told {
	return Told{r.Name, r.IDNumber, r.HeadName, r.HeadIDNumber, r.Township, r.Village, r.NaturalVillage, r.Phone, r.Texts}
}

func sealTold(keys *secret.Keys, county string, id int64, r Row) ([]byte, error) {
	plain, err := json.Marshal(r.Told())
	if err != nil {
		return nil, fmt.Errorf("told: %w", err)
	}
	return keys.Seal(string(plain), toldContext(county).In(true, id))
}

// Open opens what the row told.
func (r Reported) Open(keys *secret.Keys, county string) (Told, error) {
	plain, err := keys.Open(r.Told, toldContext(county).In(r.Bound, r.ID))
	if err != nil {
		return Told{}, err
	}
	var t Told
	if err := json.Unmarshal([]byte(plain), &t); err != nil {
		return Told{}, fmt.Errorf("told of row %d: %w", r.ID, err)
	}
	return t, nil
}
