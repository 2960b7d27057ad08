package kit

import "strings"

// told are words by which a browser tells what it is, the narrower first: what is built on another names that too.
type told []struct{ word, title string }

var (
	machines = told{
		{"OpenHarmony", "鸿蒙"}, {"HarmonyOS", "鸿蒙"}, {"iPad", "iPad"}, {"iPhone", "iPhone"}, {"Android", "安卓手机"}, {"Windows", "Windows 电脑"},
		{"Macintosh", "苹果电脑"}, {"CrOS", "Chromebook"}, {"Linux", "Linux 电脑"},
	}
	browsers = told{
		{"MicroMessenger", "微信"}, {"DingTalk", "钉钉"}, {"QQBrowser", "QQ 浏览器"}, {"UCBrowser", "UC 浏览器"}, {"QIHU", "360 浏览器"}, {"360SE", "360 浏览器"},
		{"HuaweiBrowser", "华为浏览器"}, {"MiuiBrowser", "小米浏览器"}, {"Edg", "Edge"}, {"Firefox", "Firefox"}, {"Chrome", "Chrome"}, {"Safari", "Safari"},
	}
)

func (t told) by(agent, none string) string {
	for _, one := range t {
		if strings.Contains(agent, one.word) {
			return one.title
		}
	}
	return none
}

// browser is what a browser says of itself, in few words, for a person to know it again. It may say anything: nothing rests on it.
func browser(agent string) string {
	return machines.by(agent, "其他设备") + "，" + browsers.by(agent, "其他浏览器")
}
