package web

func staffRoutes() []route { return nil }
