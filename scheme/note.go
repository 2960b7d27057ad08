package scheme

import "fangpin/internal/rulefile"

// Note is one remark on a scheme's text, in Chinese.
type Note = rulefile.Note

// Malformed is why a file is no scheme: everything that is wrong with it, by line, and its warnings.
type Malformed = rulefile.Malformed
