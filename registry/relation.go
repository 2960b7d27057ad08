package registry

import "slices"

// RelationCode is who a person is to the head of the household (与户主关系): a closed list, which the schema holds too. The kinds are those of
// GB/T 4761 as rosters use them; what no code stands for is OtherRelation, with the word as it was told.
type RelationCode string

// The codes that somebody asks for by name.
const (
	Head                RelationCode = "head"
	Guardian            RelationCode = "guardian"
	Father              RelationCode = "father"
	Mother              RelationCode = "mother"
	Grandfather         RelationCode = "grandfather"
	Grandmother         RelationCode = "grandmother"
	MaternalGrandfather RelationCode = "maternal_grandfather"
	MaternalGrandmother RelationCode = "maternal_grandmother"
	OtherRelation       RelationCode = "other"
)

// HeadRelation is what a roster calls the head.
const HeadRelation = "户主"

// relations are the codes with their titles, and the further words that rosters use for them.
var relations = []struct {
	code  RelationCode
	title string
	also  []string
}{
	{Head, "户主", []string{}},
	{"spouse", "配偶", []string{"夫", "妻", "丈夫", "妻子"}},
	{"son", "子", []string{"儿子", "长子", "次子", "三子", "独生子"}},
	{"daughter", "女", []string{"女儿", "长女", "次女", "三女", "独生女"}},
	{"son_in_law", "女婿", []string{}},
	{"daughter_in_law", "儿媳", []string{"儿媳妇"}},
	{"grandson", "孙子", []string{}},
	{"granddaughter", "孙女", []string{}},
	{"maternal_grandson", "外孙子", []string{"外孙"}},
	{"maternal_granddaughter", "外孙女", []string{}},
	{Father, "父亲", []string{"父"}},
	{Mother, "母亲", []string{"母"}},
	{"father_in_law", "岳父", []string{"公公"}},
	{"mother_in_law", "岳母", []string{"婆婆"}},
	{Grandfather, "祖父", []string{}},
	{Grandmother, "祖母", []string{}},
	{MaternalGrandfather, "外祖父", []string{}},
	{MaternalGrandmother, "外祖母", []string{}},
	{"brother", "兄弟", []string{"兄", "弟", "哥哥", "弟弟"}},
	{"sister", "姐妹", []string{"姐", "妹", "姐姐", "妹妹"}},
	{Guardian, "监护人", []string{}},
}

// Relation is a relation as it is kept: its code, and the word as it was told where that is not the code's title.
type Relation struct {
	Code RelationCode `db:"code"`
	Told string       `db:"told"`
}

// RelationOf reads a word. One that no code stands for is kept as it was told.
func RelationOf(word string) Relation {
	for _, r := range relations {
		switch {
		case word == r.title:
			return Relation{Code: r.code}
		case slices.Contains(r.also, word):
			return Relation{r.code, word}
		}
	}
	return Relation{OtherRelation, word}
}

// String is the relation as people read it: the word that was told.
func (r Relation) String() string {
	if r.Told != "" {
		return r.Told
	}
	return r.Code.Title()
}

// Title is how people call it.
func (c RelationCode) Title() string {
	for _, r := range relations {
		if r.code == c {
			return r.title
		}
	}
	return "其他"
}

// RelationCodes are all that there are.
func RelationCodes() []RelationCode {
	codes := []RelationCode{OtherRelation}
	for _, r := range relations {
		codes = append(codes, r.code)
	}
	return codes
}
