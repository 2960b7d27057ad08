package web

func payoutRoutes() []route { return nil }
