package sample

import "math/rand/v2"

// Names as they are common in northern Henan, the commoner first.
var (
	surnames = []rune("王李张刘郭杨赵陈马孙牛石韩冯胡徐朱秦申贾姬程郑许路靳窦焦常崔梁宋吕蒋施娄裴尚原郝暴逯郄")
	elders   = []rune("国建保庆福贵长根成发有全顺来玉金银山海明新")
	men      = []rune("伟强军涛磊鹏飞超勇杰斌浩宇轩博文俊志鑫凯")
	ladies   = []rune("秀英兰芳梅花荣凤霞玲香琴云桂莲枝珍爱素改")
	women    = []rune("丽娜敏静燕娟婷慧雪倩洁颖琳欣怡佳梦雨涵萱")
)

// surname draws one, the front of the list more often.
func surname(rng *rand.Rand) string {
	return string(surnames[min(rng.IntN(len(surnames)), rng.IntN(len(surnames)))])
}

// given draws a name of one or two characters that suits sex and age.
func given(rng *rand.Rand, male bool, age int) string {
	from := women
	switch {
	case male && age >= 45:
		from = elders
	case male:
		from = men
	case age >= 45:
		from = ladies
	}
	first := from[rng.IntN(len(from))]
	second := from[rng.IntN(len(from))]
	if first == second || rng.IntN(6) == 0 {
		return string(first)
	}
	return string([]rune{first, second})
}

// rareHeads are heads whose names break careless software: characters beyond GB2312 and beyond GBK, a name with a dot, a double surname.
var rareHeads = []struct {
	surname, given string
	size           int
}{
	{"王", "䶮", 4},
	{"李", "㛃", 3},
	{"买买提", "·吐尔逊", 1},
	{"欧阳", "建国", 5},
}
