package web

import (
	"net/http"

	"fangpin/internal/flow"
)

func homeRoutes() []route {
	return []route{{method: http.MethodGet, path: "/", nav: "今日待办", serve: (*visit).home}}
}

// homePage is what is mine to do today.
type homePage struct {
	Tasks []task
}

// task is one step that waits, and where it is taken.
type task struct {
	flow.Task
	Title, Path string
}

func (v *visit) home() error {
	return v.show("home/show", homePage{})
}
