package claims_test

import (
	"testing"

	"fangpin/claims/claimstest"
)

// BenchmarkFiled takes ten thousand claims from enrolment to filing, five deeds after screening.
func BenchmarkFiled(b *testing.B) {
	o := claimstest.County(b)
	for b.Loop() {
		o.Filed(b, 10_000, "hospital")
	}
}
