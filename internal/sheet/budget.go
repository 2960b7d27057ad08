package sheet

import (
	"context"
	"encoding/xml"
	"errors"
	"io"
	"runtime"
	"time"

	"golang.org/x/sync/semaphore"
)

// Bounds on what a file may ask for: a few kilobytes can name gigabytes of text. A report of a hundred thousand rows of twenty columns packs into 6 MB,
// unpacks to 120 MB and holds 30 MB of text. Sizes are in bytes.
const (
	leastUnpacked = 4 << 20   // that any workbook may unpack to, however small it is,
	unpackedTimes = 64        // and more by so many times its size:
	mostUnpacked  = 512 << 20 // to this at most

	readTimes = 4 // how often the parts may be read: for the merged areas, for the header, for the rows

	leastText = 8 << 20 // of text that the cells of a sheet may hold together, shared and merged text counted for each,
	textTimes = 32      // and more by so many times the file's size

	mostRow   = 1 << 20   // of text in one row
	mostToken = 256 << 10 // of a tag or a text in the XML: a cell's longest, written as character references
	mostTexts = 48 << 20  // of the shared strings, the only part of a workbook that is held while it is read, their own size counted
	mostFixed = 1 << 20   // of the relations, which are read whole

	mostSheets  = 250
	mostStyles  = 65_490 // as many as a spreadsheet has
	longestCode = 255    // of a number format, in characters: a spreadsheet takes no longer one
)

const (
	reasonDamaged = "文件不完整或已损坏（可能没有传完、没有保存完），请重新导出后再报"
	reasonBomb    = "文件解压后过大，可能不是正常的工作簿，请重新导出；数据确实很多的，请拆成几个文件报送"
	reasonToken   = "有单元格的内容或属性过长，请改正后重新导出再报"
	reasonSheets  = "工作表过多（超过250张），请只留要报送的工作表"
	reasonStyles  = "工作簿的单元格样式过多或数字格式过长，请新建工作簿，把数据以“粘贴为数值”粘贴进去再报"
	reasonText    = "表中文字总量过大，与文件大小不相称，请核对是否有大段文字重复填入了许多单元格；数据确实很多的，请拆成几个文件报送"
)

var (
	errTooLarge = errors.New("workbook unpacks to more than it may")
	errToken    = errors.New("token too long")
	errText     = errors.New("more text than the file's size allows")
)

// turns are how many files are read at once, whoever sends them: more than processors would be no quicker, and each takes its memory.
var turns = semaphore.NewWeighted(int64(runtime.GOMAXPROCS(0)))

// patience is how long a file waits for its turn.
const patience = 30 * time.Second

// errBusy is the answer to whoever waited for a turn in vain.
var errBusy = unreadable("正在读取的文件较多，请过一会儿再报", nil)

// heeded is a file that is read for somebody: no further once they have left.
type heeded struct {
	io.ReaderAt
	ctx context.Context
}

func (h heeded) ReadAt(p []byte, at int64) (int, error) {
	if err := h.ctx.Err(); err != nil {
		return 0, err
	}
	return h.ReaderAt.ReadAt(p, at)
}

// unpacking counts what is unpacked of a workbook, whichever part it is of and however often it is read.
type unpacking struct {
	ctx  context.Context
	left int64
}

// through reads a part under the count.
func (u *unpacking) through(in io.ReadCloser) io.ReadCloser { return &counted{in, u} }

type counted struct {
	io.ReadCloser
	of *unpacking
}

func (c *counted) Read(p []byte) (int, error) {
	if err := c.of.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := c.ReadCloser.Read(p)
	if c.of.left -= int64(n); c.of.left < 0 {
		return 0, unreadable(reasonBomb, errTooLarge)
	}
	return n, err
}

// tokens reads XML token by token, none longer than it may be: the decoder holds one whole, a tag with each of its attributes.
type tokens struct {
	*xml.Decoder
	from *allowance
}

func tokensOf(in io.Reader) tokens {
	from := &allowance{Reader: in}
	return tokens{xml.NewDecoder(from), from}
}

// next is the next token.
func (t tokens) next() (xml.Token, error) {
	t.from.left = mostToken
	token, err := t.RawToken()
	if err != nil && t.from.left <= 0 {
		err = unreadable(reasonToken, errToken) // and not for the character that was cut
	}
	return token, err
}

// allowance is what may be read until it is renewed.
type allowance struct {
	io.Reader
	left int
}

func (a *allowance) Read(p []byte) (int, error) {
	if a.left <= 0 {
		return 0, unreadable(reasonToken, errToken)
	}
	n, err := a.Reader.Read(p)
	a.left -= n
	return n, err
}

// broken is why a part could not be read: what a bound said of it, or that it is damaged.
func broken(err error) error {
	if u, ok := errors.AsType[*Unreadable](err); ok {
		return u
	}
	return unreadable(reasonDamaged, err)
}

// texting counts the text of a sheet's cells.
type texting struct{ left int64 }

// textOf is what a file of a size may hold.
func textOf(size int64) texting { return texting{leastText + textTimes*size} }

// over counts a row, and refuses what the file's size does not stand for.
func (t *texting) over(row Row) error {
	for _, c := range row.Cells {
		t.left -= int64(len(c.Value))
	}
	if t.left < 0 {
		return unreadable(reasonText, errText)
	}
	return nil
}
