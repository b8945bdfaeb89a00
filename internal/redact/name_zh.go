package redact

import "ringfence/internal/scan"

var (
	// strongCues are followed by a name and hardly anything else.
	strongCues = scan.NewLexicon("我叫", "姓名", "户名", "收款人", "收款姓名", "联系人", "收件人", "收货人", "寄件人", "持卡人", "开户人", "开户名", "账户名", "户主", "机主", "车主",
		"真名", "本名", "实名", "署名", "法人", "法人代表", "法定代表人", "经办人", "负责人", "受害人", "被害人", "报案人", "举报人", "监护人", "当事人", "被保险人", "投保人", "收款方", "姓")
	// weakCues are followed by a name among many other things, so what follows must look like one.
	weakCues = scan.NewLexicon("叫", "名叫", "叫做", "名字", "我是", "自称", "自称是", "自称叫", "本人", "室友", "舍友", "同学", "朋友", "同事", "辅导员", "班主任", "导师", "班长", "老师", "老公", "老婆", "丈夫", "妻子", "妈妈", "母亲", "爸爸",
		"父亲", "儿子", "女儿", "哥哥", "弟弟", "姐姐", "妹妹", "表哥", "表姐", "表弟", "表妹", "男友", "女友", "男朋友", "女朋友", "闺蜜", "老乡", "邻居", "房东", "客服", "客服经理", "经理", "主管", "警官", "民警", "老板", "助理",
		"专员", "hr", "学姐", "学长", "师兄", "师姐", "奶奶", "爷爷", "外婆", "孩子", "转给", "汇给", "打给", "叫作", "名为", "化名")
	titles = scan.NewLexicon("老师", "先生", "女士", "小姐", "同学", "经理", "主任", "警官", "队长", "教授", "医生", "律师", "主管", "局长", "科长", "处长", "院长", "校长", "师傅", "阿姨", "叔叔", "大爷", "师兄", "师姐",
		"学长", "学姐", "总监", "导师", "辅导员", "会计", "法官", "检察官")
	// beforeTitle may stand left of a surname with a title. After any other character the surname is likely part of a word: 语文老师.
	beforeTitle = scan.NewRuneSet("的是叫个位给找跟和与被让说加到问请由称员友了去有位来")
	// fieldNames follow 姓名： on an empty form.
	fieldNames = scan.NewLexicon("电话", "手机", "地址", "身份", "号码", "性别", "年龄", "银行", "卡号", "证件", "学校", "学院", "专业", "班级", "籍贯", "民族", "联系", "不详", "未知", "保密", "匿名", "没有", "不明", "账号", "微信", "公司", "客服",
		"学号", "照片", "信息", "姓名", "密码", "住址", "邮箱", "车牌", "完全", "不符", "一致", "不一", "正确", "错误", "泄露")
)

// findNamesZH finds names that a cue announces ("我叫…", "户名…", "室友…") and surnames before a title ("…老师").
func findNamesZH(p *scan.Page) []scan.Match {
	var found []scan.Match
	for i := range p.Runes {
		var start, end int
		if n := strongCues.StartsAt(p, i); n > 0 {
			start = p.AfterLinks(i + n)
			if end = name(p, start, false); end == 0 && p.At(i+n) == ':' {
				end = fieldValue(p, start)
			}
		}
		if n := weakCues.StartsAt(p, i); end == 0 && n > 0 {
			start = p.AfterLinks(i + n)
			end = name(p, start, true)
		}
		if end == 0 {
			start = i
			end = titled(p, i)
		}
		if end > 0 {
			found = append(found, scan.Match{Start: start, End: end, Kind: Name})
		}
	}
	return found
}

// name returns the end of the Chinese name, or of the surname before a title, that starts at i, or 0. A strict reading wants characters that are common in given names.
func name(p *scan.Page, i int, strict bool) int {
	given := i + compoundSurnames.StartsAt(p, i)
	if given == i {
		if !surnames.Has(p.At(i)) || notNames.StartsAt(p, i) > 0 {
			return 0
		}
		given = i + 1
	} else if notNames.StartsAt(p, i) > 0 {
		return 0
	}
	if titles.StartsAt(p, given) > 0 {
		return given
	}
	one, two := p.At(given), p.At(given+1)
	if !scan.IsHan(one) || functionRunes.Has(one) && !givenRunes.Has(one) || strict && !givenRunes.Has(one) {
		return 0
	}
	last := !scan.IsHan(p.At(given+2)) || functionRunes.Has(p.At(given+2))
	switch {
	case !scan.IsHan(two) || functionRunes.Has(two) || titles.StartsAt(p, given+1) > 0:
		return given + 1
	case givenRunes.Has(two) || last && !strict:
		return given + 2
	}
	return given + 1
}

// fieldValue returns the end of what stands after 姓名：, when it is two to four characters, or a name with a middle dot, and nothing
// else. This is for surnames that are rare and names that are not Han.
func fieldValue(p *scan.Page, i int) int {
	if fieldNames.StartsAt(p, i) > 0 || functionRunes.Has(p.At(i)) {
		return 0
	}
	end := i
	for scan.IsHan(p.At(end)) || end > i && p.At(end) == '·' && scan.IsHan(p.At(end+1)) {
		end++
	}
	if n := end - i; n < 2 || n > 4 && p.Count(i, end, func(r rune) bool { return r == '·' }) == 0 || n > 16 || scan.IsWord(p.At(end)) {
		return 0
	}
	return end
}

// titled returns the end of a name before a title, or 0. Of 王老师 only the surname goes.
func titled(p *scan.Page, i int) int {
	if scan.IsHan(p.At(i-1)) && !beforeTitle.Has(p.At(i-1)) {
		return 0
	}
	given := i + compoundSurnames.StartsAt(p, i)
	if given == i && surnames.Has(p.At(i)) && notNames.StartsAt(p, i) == 0 {
		given = i + 1
	}
	for end := given; given > i && end <= given+2; end++ {
		if titles.StartsAt(p, end) > 0 {
			return end
		}
		if !givenRunes.Has(p.At(end)) {
			return 0
		}
	}
	return 0
}
