package deed

// What bodies of version 1 say of a person's relation to the head (与户主关系), by the codes that took the place of the words in migration
// 00023. Frozen with it: a roster's reader may learn further words, a word that was sealed has one code for good.
var (
	relationWords = map[string]string{
		"head": "户主", "spouse": "配偶", "son": "子", "daughter": "女", "son_in_law": "女婿", "daughter_in_law": "儿媳", "grandson": "孙子", "granddaughter": "孙女", "maternal_grandson": "外孙子", "maternal_granddaughter": "外孙女", "father": "父亲", "mother": "母亲", "father_in_law": "岳父", "mother_in_law": "岳母", "grandfather": "祖父", "grandmother": "祖母", "maternal_grandfather": "外祖父", "maternal_grandmother": "外祖母", "brother": "兄弟", "sister": "姐妹", "guardian": "监护人",
	}
	relationAlso = map[string]string{
		"夫": "spouse", "妻": "spouse", "丈夫": "spouse", "妻子": "spouse", "儿子": "son", "长子": "son", "次子": "son", "三子": "son",
		"独生子": "son", "女儿": "daughter", "长女": "daughter", "次女": "daughter", "三女": "daughter", "独生女": "daughter", "儿媳妇": "daughter_in_law", "外孙": "maternal_grandson", "父": "father", "母": "mother", "公公": "father_in_law", "婆婆": "mother_in_law", "兄": "brother", "弟": "brother", "哥哥": "brother", "弟弟": "brother", "姐": "sister", "妹": "sister", "姐姐": "sister", "妹妹": "sister",
	}
)
