package main

import (
	"os"
	"testing"
)

// asProgram in the environment makes the test binary be fangpin, so that a test can run, stop and kill it; what that starts is fangpin too.
const asProgram = "FANGPIN_TEST_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	os.Exit(m.Run())
}
