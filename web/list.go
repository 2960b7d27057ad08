package web

func listRoutes() []route { return nil }
