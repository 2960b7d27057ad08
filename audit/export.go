// Package audit answers one question: can an outsider derive all of it again? (审计)
//
// It keeps what an auditor took out of the building, and for what. What the records come to is package verify, a bundle of them package
// bundle, the way of one payment package trace.
package audit

import (
	"context"
	"slices"

	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

// export is the one step that an auditor takes: what leaves the building is a deed like any other.
var ExportStep = flow.Step{Verb: "audit.export", Title: "导出证据包", Roles: []who.Role{who.Auditor}}

// Steps are the law of this room.
var Steps = []flow.Step{ExportStep}

// Purposes are for what a bundle is taken out (用途), a closed list: a deed's subject holds no personal data.
var Purposes = []string{"日常核验", "年度审计", "上级检查", "纪检监察", "财政评价", "存档备查"}

// Export writes down that the auditor takes the bundle out, and for what. It covers no rows.
func Export(_ context.Context, tx *pg.Tx, purpose string) error {
	if !slices.Contains(Purposes, purpose) {
		return fault.Invalidf("请选择导出证据包的用途")
	}
	return ExportStep.Permit(tx, "导出证据包，用于"+purpose)
}
