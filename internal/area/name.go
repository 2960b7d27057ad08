package area

import "fmt"

// VillageName is the short name of the village with a code, empty where there is none.
func VillageName(village int64) string {
	d, _ := Published().Lookup(fmt.Sprintf("%012d", village))
	return d.Short()
}

// TownshipName is the short name of a village's township, empty where there is none.
func TownshipName(village int64) string {
	d, _ := Published().Lookup(fmt.Sprintf("%09d000", village/1000))
	return d.Short()
}

// Name is the short name of the division with a code, empty where there is none.
func Name(code string) string {
	d, _ := Published().Lookup(code)
	return d.Short()
}
