package sheet

// Defect is a cell that cannot be taken as it stands (行错误). The words are for the person who mends the file.
type Defect struct {
	Sheet  string
	Cell   string // its address, as in H12
	Column string // the column's usual name, as in 身份证号
	Value  string // as it stands in the file: it may be personal
	Rule   string // what it breaks, in Chinese
}
