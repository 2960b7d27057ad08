package casework

import (
	"fangpin/claims"
	"fangpin/web/kit"
)

// Tasks are where the steps of the desk are taken that can wait.
var Tasks = []kit.Task{
	{Step: claims.ScreenStep, Path: "/screening"},
	{Step: claims.EntrustStep, Path: "/claims?status=screened"},
	{Step: claims.InvestigateStep, Path: "/claims?status=entrusted", Title: "入户查勘"},
	{Step: claims.EndorseStep, Path: "/claims?status=investigated"},
	{Step: claims.ReviewStep, Path: "/claims?status=endorsed"},
	{Step: claims.FileStep, Path: "/claims?status=reviewed"},
}
