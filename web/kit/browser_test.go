package kit

import "testing"

func TestWhatABrowserSaysOfItself(t *testing.T) {
	for agent, want := range map[string]string{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36 Edg/120.0.0.0":                 "Windows 电脑，Edge",
		"Mozilla/5.0 (Linux; Android 12; PEXM00) AppleWebKit/537.36 Version/4.0 Chrome/107.0 Mobile Safari/537.36 MicroMessenger/8.0.40":                "安卓手机，微信",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1 Mobile/15E148 Safari/604.1":       "iPhone，Safari",
		"Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/115.0":                                                                        "Linux 电脑，Firefox",
		"Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.0.0 Safari/537.36 ArkWeb/4.1 HuaweiBrowser/5.0.4.300": "鸿蒙，华为浏览器",
		"curl/8.5": "其他设备，其他浏览器",
		"":         "其他设备，其他浏览器",
	} {
		if got := browser(agent); got != want {
			t.Errorf("%q: %s, want %s", agent, got, want)
		}
	}
}
