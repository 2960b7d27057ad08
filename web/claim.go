package web

func claimRoutes() []route { return nil }
