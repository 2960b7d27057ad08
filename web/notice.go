package web

func noticeRoutes() []route { return nil }
