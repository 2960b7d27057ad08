package web

func deedRoutes() []route { return nil }
