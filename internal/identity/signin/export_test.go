package signin

import (
	"testing"
	"time"
)

// Patient lets people wait for a turn as long as a slow machine takes.
func Patient(t *testing.T) {
	was := patience
	patience = time.Minute
	t.Cleanup(func() { patience = was })
}
