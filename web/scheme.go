package web

func schemeRoutes() []route { return nil }
