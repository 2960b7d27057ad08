package web

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

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/words"
)

// parse reads the posted form, with its files if it has any.
func (v *visit) parse() error {
	err := v.r.ParseForm()
	if err == nil {
		err = v.r.ParseMultipartForm(maxUpload) // all of it in memory: a file of families shall not wait on disk in clear
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
func (v *visit) fields() (url.Values, error) {
	parts, err := v.r.MultipartReader()
	if err != nil { // it has no files
		v.r.Body = http.MaxBytesReader(v.w, v.r.Body, maxDoor)
		err := v.r.ParseForm()
		return v.r.PostForm, unread(err)
	}
	out, left := url.Values{}, int64(maxDoor)
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
			return nil, errTooLarge(maxDoor)
		}
		out.Add(part.FormName(), string(value))
	}
}

// id is the number in the address that a name stands for; what is none does not exist.
func (v *visit) id(name string) (int64, error) {
	id, err := strconv.ParseInt(mux.Vars(v.r)[name], 10, 64)
	if err != nil || id <= 0 {
		return 0, fault.NotFoundf("没有这个页面，请从首页进入")
	}
	return id, nil
}

// value is a field without the spaces around it.
func (v *visit) value(field string) string { return strings.TrimSpace(v.r.FormValue(field)) }

// need is a field that must be filled in before anything can be looked for; label is how the form calls it. What is kept, its room reads.
func (v *visit) need(field, label string) (string, error) { return words.Need(label, v.value(field)) }

// number is a field that holds the id of a choice.
func (v *visit) number(field, label string) (int64, error) {
	n, err := strconv.ParseInt(v.value(field), 10, 64)
	if err != nil || n <= 0 {
		return 0, fault.Invalidf("请选择“%s”", label)
	}
	return n, nil
}

// numbers are the ids of the boxes that were ticked.
func (v *visit) numbers(field string) ([]int64, error) {
	var ids []int64
	for _, s := range v.r.Form[field] {
		id, err := strconv.ParseInt(s, 10, 64)
		if err != nil || id <= 0 {
			return nil, fault.Invalidf("选中的记录有误，请刷新后重选")
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// amount is a field that holds yuan; commas between the thousands and full-width digits are allowed.
func (v *visit) amount(field, label string) (decimal.Decimal, error) {
	text := strings.NewReplacer(",", "", "，", "", "元", "", " ", "").Replace(norm.NFKC.String(v.value(field)))
	d, err := decimal.NewFromString(text)
	if err != nil || d.Exponent() < -2 || strings.ContainsAny(text, "eE") {
		return decimal.Decimal{}, fault.Invalidf("“%s”应为金额，最多两位小数，如 1234.56", label)
	}
	return d, nil
}

// date is a field that holds a day.
func (v *visit) date(field, label string) (calendar.Date, error) {
	d, err := calendar.ParseDate(v.value(field))
	if err != nil {
		return 0, fault.Invalidf("“%s”应为日期，如 2024-10-01", label)
	}
	return d, nil
}

// upload is a file that came with the form.
type upload struct {
	Name    string
	Content []byte
}

// uploads are the files of a field, none where nothing was chosen.
func (v *visit) uploads(field string) ([]upload, error) {
	if v.r.MultipartForm == nil {
		return nil, nil
	}
	var out []upload
	for _, head := range v.r.MultipartForm.File[field] {
		u, err := received(head)
		if err != nil {
			return nil, err
		}
		out = append(out, u)
	}
	return out, nil
}

func received(head *multipart.FileHeader) (u upload, err error) {
	f, err := head.Open()
	if err != nil {
		return u, fmt.Errorf("open upload: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	content, err := io.ReadAll(f)
	if err != nil {
		return u, fmt.Errorf("read upload: %w", err)
	}
	if len(content) == 0 {
		return u, fault.Invalidf("文件“%s”是空的，请重新选择", head.Filename)
	}
	return upload{head.Filename, content}, nil
}

// keep puts an upload into the archive and answers its SHA-256.
func (v *visit) keep(ctx context.Context, u upload) (sum [32]byte, err error) {
	file, err := v.Archive.Put(ctx, bytes.NewReader(u.Content))
	if err != nil {
		return sum, err
	}
	copy(sum[:], file.SHA256)
	return sum, nil
}

// photo is the one picture that a field must have, kept in the archive.
func (v *visit) photo(field, label string) (sum [32]byte, err error) {
	files, err := v.uploads(field)
	switch {
	case err != nil:
		return sum, err
	case len(files) == 0:
		return sum, fault.Invalidf("请选择“%s”的照片", label)
	case len(files) > 1:
		return sum, fault.Invalidf("“%s”只要一张照片", label)
	}
	return v.Archive.PutPhoto(v.ctx(), files[0].Name, files[0].Content)
}
