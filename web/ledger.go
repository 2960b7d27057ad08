package web

func ledgerRoutes() []route { return nil }
