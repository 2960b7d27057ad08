package web

func bankRoutes() []route { return nil }
