package redact

import "ringfence/internal/scan"

// An address in Chinese is found from its detail (a house, building or room number) outwards: to the right as long as details follow,
// to the left over the road, the estate and the regions. A region without a detail stays, because trends need it.

var (
	homeCues = scan.NewLexicon("家庭住址", "家庭地址", "收货地址", "寄件地址", "收件地址", "详细地址", "现住址", "住址", "地址", "家住", "住在", "户籍地", "户籍", "老家在", "现住", "住", "寝室", "宿舍", "寄到", "送到", "家在")
	// detailUnits follow a number in an address.
	buildings = scan.NewLexicon("号楼", "栋", "幢", "座", "单元", "号院", "舍", "号宿舍", "号公寓")
	rooms     = scan.NewLexicon("室", "房", "号房", "寝", "寝室", "宿舍", "号铺")
	houses    = scan.NewLexicon("号", "弄", "组", "队", "社", "户", "楼", "层", "巷", "坊")
	// notUnits begin like a unit and are something else.
	notUnits = scan.NewLexicon("号码", "号线", "号群", "号公告", "号文", "号令", "号店", "号客服", "号机", "组织", "组长", "队长", "队伍", "社会", "社区", "户外", "房贷", "房租", "房产", "室友", "座机", "座位", "层面", "楼主", "室外")
	roads    = scan.NewLexicon("路", "大街", "街", "大道", "道", "巷", "胡同", "弄", "街道", "里弄")
	notRoads = scan.NewLexicon("知道", "报道", "频道", "通道", "渠道", "网路", "线路", "一路", "走路", "电路", "半路", "思路", "铁路", "套路", "公路")
	villages = scan.NewLexicon("村", "庄", "屯", "镇", "乡", "营", "寨", "社区", "居委会")
	estates  = scan.NewLexicon("小区", "花园", "公寓", "宿舍", "校区", "家园", "新村", "苑", "大厦", "广场", "园区", "学生公寓", "宿舍楼", "寝室", "东区", "西区", "南区", "北区", "中区", "新区", "老区", "公馆", "花苑", "嘉园", "名苑",
		"家属院", "大院", "社区", "雅苑", "佳苑", "里", "庭", "湾", "府", "期", "书院", "学院", "大学", "中学")
	regions   = scan.NewLexicon("省", "市", "区", "县", "旗", "自治州", "盟", "街道", "镇", "乡", "自治区")
	provinces = scan.NewLexicon("北京", "天津", "上海", "重庆", "河北", "山西", "辽宁", "吉林", "黑龙江", "江苏", "浙江", "安徽", "福建", "江西", "山东", "河南", "湖北", "湖南", "广东", "海南", "四川", "贵州", "云南",
		"陕西", "甘肃", "青海", "台湾", "内蒙古", "广西", "西藏", "宁夏", "新疆", "香港", "澳门")
	// stops end the reading to the left, unless they belong to one of the placesWithStops.
	stops           = scan.NewRuneSet("的在到是和与从址住于往给了我你他她它这那去来有被把叫说要寄送收为点您至及以向跟没不吗呢吧啊，。；")
	placesWithStops = scan.NewLexicon("呼和浩特", "和平", "和田", "和县", "和顺", "和政", "和静", "和硕", "和布克", "和龙", "平和", "泰和", "雍和", "仁和", "兴和", "宣和", "从化", "从江", "于洪", "于都", "于田", "来宾",
		"来安", "来凤", "那曲", "那坡", "和林格尔", "嘉和", "共和", "太和", "天和", "清和", "永和", "中和", "祥和", "瑞和", "颐和", "人和", "和谐", "和园", "保和", "元和", "至德", "为民", "到保")
)

const (
	longestLeft   = 45 // runes that an address may have before its first detail
	longestEstate = 8  // Han runes between two details, as in 645号东区14号楼
	longestName   = 6  // runes of the name of a road
	longestHouse  = 12 // runes of a number with its sub-numbers, as in 3-2-501
	placesWidth   = 4  // the longest of placesWithStops
)

// detail is a number with its unit: 645号, 14号楼, 501室.
type detail struct {
	start, end int
	weight     int // how much it says by itself that this is an address
}

func findAddressesZH(p *scan.Page) []scan.Match {
	found := homesWithoutNumber(p)
	done := 0
	for i := 0; i < len(p.Runes); i++ {
		if !isHouseRune(p.Runes[i]) || isHouseRune(p.At(i-1)) || p.At(i-1) == '-' && isHouseRune(p.At(i-2)) {
			continue
		}
		d, ok := detailAt(p, i)
		if !ok {
			continue
		}
		weight, end := furtherDetails(p, d)
		before, start := leftOf(p, d.start, done)
		whole := end == d.end && before == 1 && buildings.EndsAt(p, end) > 0 // 宿舍6号楼 houses hundreds
		if weight+before >= 2 && !whole {
			found = append(found, scan.Match{Start: start, End: end, Kind: Address})
			done = end
			i = end - 1
		}
	}
	return found
}

func isHouseRune(r rune) bool {
	if scan.IsDigit(r) {
		return true
	}
	switch r {
	case '一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '百', '千', '零', '〇':
		return true
	}
	return 'A' <= r && r <= 'Z'
}

// detailAt reads a number of at most six places, with sub-numbers (3-2-501), and its unit.
func detailAt(p *scan.Page, i int) (detail, bool) {
	end := i
	for end-i <= longestHouse && (isHouseRune(p.At(end)) || p.At(end) == '-' && isHouseRune(p.At(end+1))) {
		end++
	}
	if end == i || end-i > longestHouse || end-i > 6 && p.Count(i, end, scan.IsAlnum) == end-i {
		return detail{}, false
	}
	if p.At(end) == ' ' {
		end++
	}
	if notUnits.StartsAt(p, end) > 0 {
		return detail{}, false
	}
	for weight, units := range []*scan.Lexicon{houses, buildings, rooms} {
		if n := units.StartsAt(p, end); n > 0 && (weight > 0 || buildings.StartsAt(p, end) == 0 && rooms.StartsAt(p, end) == 0) {
			return detail{i, end + n, min(weight, 1)}, true
		}
	}
	return detail{}, false
}

// furtherDetails follows the details to the right of d, over a space, a comma or the name of an estate, and returns their weight together.
func furtherDetails(p *scan.Page, d detail) (weight, end int) {
	weight, end = d.weight, d.end
	for {
		next, ok := detailAt(p, end)
		for gap := 1; !ok && gap <= longestEstate; gap++ {
			r := p.At(end + gap - 1)
			if r != ' ' && !scan.IsHan(r) || stops.Has(r) {
				break
			}
			next, ok = detailAt(p, end+gap)
			ok = ok && (next.weight > 0 || r == ' ' || estates.EndsAt(p, end+gap) > 0 || regions.EndsAt(p, end+gap) > 0)
		}
		if !ok {
			break
		}
		weight, end = weight+max(next.weight, 1), next.end
	}
	if bare := bareRoom(p, end); bare > 0 && weight > 0 {
		weight, end = weight+1, bare
	}
	return weight, end
}

// publicRooms are rooms where nobody lives.
var publicRooms = scan.NewLexicon("教室", "会议室", "办公室", "自习室", "实验室", "机房", "柜")

// bareRoom returns the end of a room number without a unit, as in 14号楼351, or 0.
func bareRoom(p *scan.Page, i int) int {
	if p.At(i) == ' ' {
		i++
	}
	end := i
	for end-i < 5 && scan.IsDigit(p.At(end)) {
		end++
	}
	if n := end - i; n < 2 || n > 4 || scan.IsAlnum(p.At(end)) || p.Counted(end) || publicRooms.StartsAt(p, end) > 0 {
		return 0
	}
	return end
}

// leftOf weighs what stands before the first detail and returns where the address begins, not before least.
func leftOf(p *scan.Page, i, least int) (weight, start int) {
	at := i
	if p.At(at-1) == ' ' {
		at--
	}
	switch {
	case roads.EndsAt(p, at) > 0 && notRoads.EndsAt(p, at) == 0, villages.EndsAt(p, at) > 0:
		weight = 2
	case estates.EndsAt(p, at) > 0, regions.EndsAt(p, at) > 0:
		weight = 1
	}
	start = addressStart(p, at, least)
	if start == at {
		start = i
	}
	if weight < 2 && p.CuedBy(homeCues, start) {
		weight++
	}
	return weight, start
}

// addressStart goes left over Han characters to a stop, then right again to the first province, or else to the name that belongs to
// the first region.
func addressStart(p *scan.Page, end, least int) int {
	start := end
	for start > least && end-start < longestLeft && (scan.IsHan(p.At(start-1)) || scan.IsDigit(p.At(start-1)) || regionGap(p, start-1)) {
		if stops.Has(p.At(start-1)) && !insidePlace(p, start-1) {
			break
		}
		start--
	}
	for i := start; i < end; i++ {
		if n := provinces.StartsAt(p, i); n > 0 && (regions.StartsAt(p, i+n) > 0 || regionWithin(p, i+n, end)) {
			return i
		}
	}
	for i := start + 1; i < end; i++ {
		if n := regions.StartsAt(p, i); n > 0 && i > start {
			if autonomous.EndsAt(p, i) > 0 {
				return max(start, i-12)
			}
			return max(start, i-4)
		}
	}
	if estates.EndsAt(p, end) > 0 {
		return max(start, end-2*longestName)
	}
	return max(start, end-longestName)
}

var autonomous = scan.NewLexicon("自治", "族自治")

// regionGap reports whether i is a space after a region, as in 浙江省 杭州市.
func regionGap(p *scan.Page, i int) bool {
	return p.At(i) == ' ' && regions.EndsAt(p, i) > 0
}

func regionWithin(p *scan.Page, i, end int) bool {
	for ; i < end; i++ {
		if regions.StartsAt(p, i) > 0 {
			return true
		}
	}
	return false
}

// insidePlace reports whether the stop at i is part of a place name.
func insidePlace(p *scan.Page, i int) bool {
	for start := i; start > i-placesWidth; start-- {
		if n := placesWithStops.StartsAt(p, start); n > i-start {
			return true
		}
	}
	return false
}

// fine are the regions small enough to find a person in.
var fine = scan.NewLexicon("街道", "镇", "乡", "村", "小区", "社区", "路", "街", "苑", "花园", "组", "巷", "弄", "家园", "公寓", "新村")

// homesWithoutNumber finds a home after a cue that is described down to village or estate, though no number follows.
func homesWithoutNumber(p *scan.Page) []scan.Match {
	var found []scan.Match
	for i := range p.Runes {
		n := homeCues.StartsAt(p, i)
		if n < 2 {
			continue
		}
		start := p.AfterLinks(i + n)
		levels, end := 0, 0
		for at := start; at < start+longestLeft && scan.IsHan(p.At(at)) && (!stops.Has(p.At(at)) || insidePlace(p, at)); at++ {
			if regions.EndsAt(p, at+1) > 0 || fine.EndsAt(p, at+1) > 0 {
				levels++
			}
			if levels >= 2 && fine.EndsAt(p, at+1) > 0 {
				end = at + 1
			}
		}
		next := end
		if p.At(end) == ' ' {
			next++
		}
		if _, numbered := detailAt(p, next); end > 0 && !numbered {
			found = append(found, scan.Match{Start: start, End: end, Kind: Address})
		}
	}
	return found
}
