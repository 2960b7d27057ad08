package reports

import "fangpin/internal/sheet"

// Defect is one bad cell (行错误). Its row is not taken; the others go on.
type Defect = sheet.Defect
