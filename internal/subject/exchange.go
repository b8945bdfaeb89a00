package subject

import (
	"math"
	"strconv"
	"sync"
	"sync/atomic"
)

// exchangeTable holds the origins of the numbers of China's mobiles and of North America, by the six digits
// after +861 or +1: those plans hand out ten thousand numbers at a time, and phonenumbers tells smaller blocks
// of them apart in a few exchanges of the islands only. It is filled from phonenumbers' own answers, an
// exchange at a time when it is first asked for: asking for every number takes a hundred microseconds.
type exchangeTable struct {
	mobileCN, nanp [1_000_000]atomic.Uint32 // 1 + the place in all; 0 if nobody asked yet

	filling sync.Mutex
	all     atomic.Pointer[[]origins] // each once; it only grows
	places  map[origins]uint32
}

// several stands in place of an exchange whose numbers have several origins.
const several = math.MaxUint32

// origins is an Origin in each language of originLangs.
type origins [2]Origin

// originLangs are the languages that exchangeTable keeps.
var originLangs = [...]string{"zh-CN", "en"}

func originLang(lang string) (int, bool) {
	for i, l := range originLangs {
		if l == lang {
			return i, true
		}
	}
	return 0, false
}

var exchanges = &exchangeTable{places: map[origins]uint32{}}

// known returns the origins of the numbers of key's exchange, or nil when they have several, when nobody asked yet,
// and when it is no key of the table.
func (t *exchangeTable) known(key string) *origins {
	slot := t.slot(key)
	if slot == nil {
		return nil
	}
	n := slot.Load()
	if n == 0 || n == several {
		return nil
	}
	return &(*t.all.Load())[n-1]
}

// at returns the origins of the numbers of key's exchange, or nil when they have several. The key is one of the
// table.
func (t *exchangeTable) at(key string) *origins {
	slot := t.slot(key)
	n := slot.Load()
	if n == 0 {
		n = t.fill(key[:len(key)-4])
		slot.Store(n)
	}
	if n == several {
		return nil
	}
	return &(*t.all.Load())[n-1]
}

// slot returns the slot of key's exchange: of +861 with ten digits or of +1 with ten. Other keys have none.
func (t *exchangeTable) slot(key string) *atomic.Uint32 {
	switch {
	case len(key) == len("+12025550143") && key[:len("+1")] == "+1":
		return &t.nanp[sixDigits(key[len("+1"):])]
	case len(key) == len("+8613800138000") && key[:len("+861")] == "+861":
		return &t.mobileCN[sixDigits(key[len("+861"):])]
	}
	return nil
}

func sixDigits(s string) (n int) {
	for i := range 6 {
		n = n*10 + int(s[i]-'0')
	}
	return n
}

// fill returns what stands in the slot of an exchange.
func (t *exchangeTable) fill(exchange string) uint32 {
	o, ok := originsOf(exchange)
	if !ok {
		return several
	}
	t.filling.Lock()
	defer t.filling.Unlock()
	if n, known := t.places[o]; known {
		return n
	}
	var all []origins
	if held := t.all.Load(); held != nil {
		all = *held
	}
	place := uint32(len(all) + 1)
	t.places[o] = place
	for i := range o {
		o[i].Place = place
	}
	all = append(all, o) // those who read the old list do not look behind its end
	t.all.Store(&all)
	return place
}

// originsOf returns the origins of the numbers of an exchange, and false when its thousands have not the same.
// No plan of the table tells less than a thousand numbers apart, and most no less than an exchange.
func originsOf(exchange string) (all origins, ok bool) {
	for thousand := range 10 {
		key := Key{exchange + strconv.Itoa(thousand) + "143"}
		var o origins
		for i, lang := range originLangs {
			o[i] = key.planOrigin(lang)
		}
		if thousand == 0 {
			all = o
		}
		if o != all {
			return all, false
		}
		if areaLine(key.s) != byExchange {
			break
		}
	}
	return all, true
}
