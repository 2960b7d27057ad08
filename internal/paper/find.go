package paper

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"fangpin/internal/fault"
)

// Font files by their names, in small letters.
var (
	fangSong = regexp.MustCompile(`仿宋|fang_?song|simfang|stfangso|^fzfs`) // 仿宋
	heading  = regexp.MustCompile(`小标宋|xiaobiaosong|^fzxbs`)              // 小标宋
)

const (
	wenKai = "lxgwwenkai-regular.ttf"
	hanaA  = "hanamina.ttf" // the basic plane
	hanaB  = "hanaminb.ttf" // what lies beyond
)

// FindFonts looks the fonts up: the text's 仿宋 in the county's own folder <countyDir>/fonts, then on the machine, then LXGW WenKai; for
// what those have not, the folder's other fonts, then Hanazono A and B. A 小标宋, wherever it lies, is for headings. Where the text's
// font or Hanazono is missing, it is a fault that says what to install.
func FindFonts(countyDir string) (*Fonts, error) {
	return findFonts(filepath.Join(countyDir, "fonts"), systemFolders()...)
}

func findFonts(folder string, folders ...string) (*Fonts, error) {
	own, err := fontFiles(folder)
	if err != nil {
		return nil, err
	}
	system, err := fontFiles(folders...)
	if err != nil {
		return nil, err
	}
	text := slices.Concat(named(own, fangSong), first(named(system, fangSong)), exactly(system, wenKai))
	rare := slices.Concat(exactly(system, hanaA), exactly(system, hanaB))
	if len(text) == 0 || len(rare) < 2 {
		return nil, fault.Blockedf("本机缺少打印公文的字体，请运行 apt-get install -y fonts-lxgw-wenkai fonts-hanazono；有仿宋等字体文件（.ttf）的，可放入 %s", folder)
	}
	others := slices.DeleteFunc(slices.Clone(own), func(path string) bool { return fangSong.MatchString(base(path)) || heading.MatchString(base(path)) })
	return openFonts(slices.Concat(text, others, rare), slices.Concat(named(own, heading), first(named(system, heading))))
}

// openFonts opens fonts for text and for headings, each in the order in which it is asked.
func openFonts(text, title []string) (*Fonts, error) {
	f := &Fonts{kept: map[wanted]*glyph{}}
	for _, path := range text {
		s, err := openSource(path)
		if err != nil {
			return nil, err
		}
		f.text = append(f.text, s)
	}
	for _, path := range title {
		s, err := openSource(path)
		if err != nil {
			return nil, err
		}
		f.title = append(f.title, s)
	}
	return f, nil
}

// systemFolders are where fonts usually lie.
func systemFolders() []string {
	folders := []string{"/usr/local/share/fonts", "/usr/share/fonts", "/Library/Fonts", "/System/Library/Fonts", `C:\Windows\Fonts`}
	if home, err := os.UserHomeDir(); err == nil {
		folders = append(folders, filepath.Join(home, ".local/share/fonts"), filepath.Join(home, ".fonts"))
	}
	return folders
}

// fontFiles are the TrueType files in folders, folder by folder and then by name, the first of each name. What may not be read is passed over.
func fontFiles(folders ...string) ([]string, error) {
	var found []string
	seen := map[string]bool{}
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
			switch {
			case errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission):
				return nil
			case err != nil:
				return err
			case !entry.IsDir() && strings.HasSuffix(base(path), ".ttf") && !seen[base(path)]:
				seen[base(path)] = true
				found = append(found, path)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

func base(path string) string { return strings.ToLower(filepath.Base(path)) }

func named(paths []string, name *regexp.Regexp) (matching []string) {
	for _, path := range paths {
		if name.MatchString(base(path)) {
			matching = append(matching, path)
		}
	}
	return matching
}

func exactly(paths []string, name string) []string {
	return named(paths, regexp.MustCompile("^"+regexp.QuoteMeta(name)+"$"))
}

func first(paths []string) []string { return paths[:min(1, len(paths))] }
