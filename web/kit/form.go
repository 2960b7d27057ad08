package kit

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gorilla/mux"
	"github.com/shopspring/decimal"
	"golang.org/x/text/unicode/norm"

	"fangpin/internal/archive"
	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/shown"
	"fangpin/internal/words"
)

// parse reads the posted form, with its files if it has any.
func (r *Request) parse() error {
	err := r.ParseForm()
	if err == nil {
		err = r.ParseMultipartForm(maxUpload) // all of it in memory: a file of families shall not wait on disk in clear
	}
	if errors.Is(err, http.ErrNotMultipart) {
		err = nil // then that was all
	}
	return unread(err)
}

// unread says why a form could not be read.
func unread(err error) error {
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return errTooLarge(tooLarge.Limit)
	case err != nil:
		return errCut
	}
	return nil
}

func errTooLarge(limit int64) error {
	return fault.Invalidf("提交的内容超过 %d 兆，请分次上传或压缩照片", limit>>20)
}

var errCut = fault.Invalidf("提交的内容不完整，请返回重新提交")

// fields reads what was filled into a posted form and passes its files over: nobody who has not signed in fills our memory.
func (r *Request) fields() (url.Values, error) {
	parts, err := r.MultipartReader()
	if err != nil { // it has no files
		r.Body = http.MaxBytesReader(r.W, r.Body, MaxDoor)
		err := r.ParseForm()
		return r.PostForm, unread(err)
	}
	out, left := url.Values{}, int64(MaxDoor)
	for {
		part, err := parts.NextPart()
		switch {
		case errors.Is(err, io.EOF):
			return out, nil
		case err != nil:
			return nil, unread(err)
		case part.FileName() != "":
			continue
		}
		value, err := io.ReadAll(io.LimitReader(part, left))
		if err != nil {
			return nil, unread(err)
		}
		if left -= int64(len(value)); left <= 0 {
			return nil, errTooLarge(MaxDoor)
		}
		out.Add(part.FormName(), string(value))
	}
}

// ID is the number in the address that a name stands for; what is none does not exist.
func (r *Request) ID(name string) (int64, error) {
	id, err := strconv.ParseInt(mux.Vars(r.Request)[name], 10, 64)
	if err != nil || id <= 0 {
		return 0, fault.NotFoundf("没有这个页面，请从首页进入")
	}
	return id, nil
}

// Value is a field without the spaces around it.
func (r *Request) Value(field string) string { return strings.TrimSpace(r.Given(field)) }

// Given is a field as it was given: in a form that was sent, or in a page's address. What is sent with a form's address is none of its fields: an address
// stays in logs and histories, and no password or signature is taken from there.
func (r *Request) Given(field string) string { return r.given().Get(field) }

// All are the values of a field that may be given more than once.
func (r *Request) All(field string) []string { return r.given()[field] }

func (r *Request) given() url.Values {
	if r.Method == http.MethodPost {
		return r.PostForm
	}
	return r.URL.Query()
}

// Shown is a field that carries which rows the page showed, by their digest; empty where it has none.
func (r *Request) Shown(field string) shown.Rows { return shown.Rows(r.Value(field)) }

// Need is a field that must be filled in before anything can be looked for; label is how the form calls it. What is kept, its room reads.
func (r *Request) Need(field, label string) (string, error) { return words.Need(label, r.Value(field)) }

// Number is a field that holds the id of a Choice.
func (r *Request) Number(field, label string) (int64, error) {
	n, err := strconv.ParseInt(r.Value(field), 10, 64)
	if err != nil || n <= 0 {
		return 0, fault.Invalidf("请选择“%s”", label)
	}
	return n, nil
}

// Numbers are the ids of the boxes that were ticked.
func (r *Request) Numbers(field string) ([]int64, error) {
	var ids []int64
	for _, s := range r.given()[field] {
		id, err := strconv.ParseInt(s, 10, 64)
		if err != nil || id <= 0 {
			return nil, fault.Invalidf("选中的记录有误，请刷新后重选")
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// Amount is a field that holds yuan; commas between the thousands and full-width digits are allowed.
func (r *Request) Amount(field, label string) (decimal.Decimal, error) {
	text := strings.NewReplacer(",", "", "，", "", "元", "", " ", "").Replace(norm.NFKC.String(r.Value(field)))
	d, err := decimal.NewFromString(text)
	if err != nil || len(text) > mostDigits || d.Exponent() < -2 || strings.ContainsAny(text, "eE") {
		return decimal.Decimal{}, fault.Invalidf("“%s”应为金额，最多两位小数，如 1234.56", label)
	}
	return d, nil
}

// mostDigits are the characters that an amount has at most, with its sign and point: beyond 万亿 there is none.
const mostDigits = 16

// Date is a field that holds a day.
func (r *Request) Date(field, label string) (calendar.Date, error) {
	d, err := calendar.ParseDate(r.Value(field))
	if err != nil {
		return 0, fault.Invalidf("“%s”应为日期，如 2024-10-01", label)
	}
	return d, nil
}

// Upload is a file that came with the form.
type Upload struct {
	Name    string
	Content []byte
}

// Uploads are the files of a field, none where nothing was chosen.
func (r *Request) Uploads(field string) ([]Upload, error) {
	if r.MultipartForm == nil {
		return nil, nil
	}
	var out []Upload
	for _, head := range r.MultipartForm.File[field] {
		u, err := received(head)
		if err != nil {
			return nil, err
		}
		out = append(out, u)
	}
	return out, nil
}

func received(head *multipart.FileHeader) (u Upload, err error) {
	f, err := head.Open()
	if err != nil {
		return u, fmt.Errorf("open Upload: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	content, err := io.ReadAll(f)
	if err != nil {
		return u, fmt.Errorf("read Upload: %w", err)
	}
	if len(content) == 0 {
		return u, fault.Invalidf("文件“%s”是空的，请重新选择", head.Filename)
	}
	return Upload{head.Filename, content}, nil
}

// Keep puts an Upload into the archive as a kind and answers its SHA-256.
func (r *Request) Keep(ctx context.Context, kind archive.Kind, u Upload) (sum [32]byte, err error) {
	file, err := r.Archive.Keep(ctx, kind, bytes.NewReader(u.Content))
	if err != nil {
		return sum, err
	}
	copy(sum[:], file.SHA256)
	return sum, nil
}

// Photo is the one picture of a posting that a field must have, kept in the archive.
func (r *Request) Photo(field, label string) (archive.Scan, error) {
	one, err := r.one(field, label, "张")
	if err != nil {
		return archive.Scan{}, err
	}
	return r.Archive.PutPhoto(r.Context(), archive.Posting, one.Name, one.Content)
}

// Scan is the one photo or PDF that a field must have, kept in the archive as a kind.
func (r *Request) Scan(kind archive.Kind, field, label string) (sum [32]byte, err error) {
	one, err := r.one(field, label, "份")
	if err != nil {
		return sum, err
	}
	scan, err := r.Archive.PutScan(r.Context(), kind, one.Name, one.Content)
	return scan.File, err
}

// one is the one file that a field must have.
func (r *Request) one(field, label, measure string) (Upload, error) {
	files, err := r.Uploads(field)
	switch {
	case err != nil:
		return Upload{}, err
	case len(files) == 0:
		return Upload{}, fault.Invalidf("请上传%s", label)
	case len(files) > 1:
		return Upload{}, fault.Invalidf("%s只需一%s，请重新选择", label, measure)
	}
	return files[0], nil
}
