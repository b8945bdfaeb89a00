package index

import (
	"encoding/binary"
	"math"
	"slices"
	"time"

	"ringfence/internal/report"
	"ringfence/internal/reputation"
)

// A detail is a judgement in bytes:
//
//	packed 8, low 1, high 1, confidence 1 (in 255ths), flags 1 (month only 1, exported 2), first day 2, day it was made 2,
//	reasons: count, then a code each; words: length, bytes (of the ruling);
//	conditions are in packed; categories: count, then category 1 and share 1 (in 255ths) each;
//	daily: count of days with reports, then the place in the chart 1 and the reports, a varint, each.
//
// It lives only as long as the process and its snapshot, so its format may change with the snapshot's.

var reasonCodes = []reputation.ReasonCode{
	reputation.ReasonReports, reputation.ReasonNetworks, reputation.ReasonFine, reputation.ReasonNeighbours, reputation.ReasonDisputed,
	reputation.ReasonConfirmed, reputation.ReasonCleared, reputation.ReasonOfficial, reputation.ReasonImitated, reputation.ReasonTooOld, reputation.ReasonNone,
}

const (
	flagMonthOnly = 1 << iota
	flagExported
	flagDaily
)

func encode(j *reputation.Judgement, made time.Time) string {
	b := binary.LittleEndian.AppendUint64(nil, uint64(reputation.Pack(*j)))
	flags := byte(0)
	for bit, set := range map[byte]bool{flagMonthOnly: j.MonthOnly, flagExported: j.Exported, flagDaily: j.Daily != nil} {
		if set {
			flags |= bit
		}
	}
	b = append(b, byte(j.Low), byte(j.High), share(j.Confidence), flags)
	b = binary.LittleEndian.AppendUint16(b, uint16(dayOf(j.FirstSeen)))
	b = binary.LittleEndian.AppendUint16(b, uint16(dayOf(made)))
	b = append(b, byte(len(j.Reasons)))
	words := ""
	for _, r := range j.Reasons {
		b = append(b, byte(slices.Index(reasonCodes, r.Code)))
		if r.Words != "" {
			words = r.Words
		}
	}
	b = binary.AppendUvarint(b, uint64(len(words)))
	b = append(b, words...)
	b = append(b, byte(len(j.Categories)))
	for _, c := range j.Categories {
		b = append(b, byte(slices.Index(categoryCodes, report.Category(c.Category))), share(c.Share))
	}
	return string(appendDaily(b, j.Daily))
}

func share(f float64) byte { return byte(math.Round(f * 255)) }

func appendDaily(b []byte, daily []int) []byte {
	used := 0
	for _, n := range daily {
		if n > 0 {
			used++
		}
	}
	b = append(b, byte(used))
	for i, n := range daily {
		if n > 0 {
			b = binary.AppendUvarint(append(b, byte(i)), uint64(n))
		}
	}
	return b
}

// decode reads what encode wrote, for now.
func decode(detail string, now time.Time) (j reputation.Judgement) {
	r := reader{detail}
	reputation.Packed(binary.LittleEndian.Uint64([]byte(r.take(8)))).Head(&j)
	j.Low, j.High = int(r.byte()), int(r.byte())
	j.Confidence = float64(r.byte()) / 255
	flags := r.byte()
	j.MonthOnly, j.Exported = flags&flagMonthOnly != 0, flags&flagExported != 0
	j.FirstSeen = r.day()
	made := r.day()
	j.Reasons = make([]reputation.Reason, r.byte())
	for i := range j.Reasons {
		j.Reasons[i].Code = reasonCodes[r.byte()]
	}
	words := r.take(int(r.uvarint()))
	for i := range j.Reasons {
		if code := j.Reasons[i].Code; code == reputation.ReasonConfirmed || code == reputation.ReasonCleared {
			j.Reasons[i].Words = words
		}
	}
	if n := int(r.byte()); n > 0 {
		j.Categories = make([]reputation.CategoryShare, n)
		for i := range j.Categories {
			j.Categories[i].Category = string(categoryCodes[r.byte()])
			j.Categories[i].Share = float64(r.byte()) / 255
		}
	}
	used := int(r.byte())
	if flags&flagDaily != 0 {
		j.Daily = make([]int, reputation.RecentDays)
	}
	for range used {
		i := r.byte()
		j.Daily[i] = int(r.uvarint())
	}
	j.Daily = aged(j.Daily, made, now)
	return j
}

// aged moves a chart that ends on the day it was made to today: the days between had no report, or the
// subject would have been projected again.
func aged(daily []int, made, now time.Time) []int {
	ago := int(reputation.DateOf(now) - reputation.DateOf(made))
	if ago <= 0 || daily == nil {
		return daily
	}
	moved := make([]int, len(daily))
	copy(moved, daily[min(ago, len(daily)):])
	return moved
}

// reader takes a string apart.
type reader struct{ rest string }

func (r *reader) take(n int) string {
	taken := r.rest[:n]
	r.rest = r.rest[n:]
	return taken
}

func (r *reader) byte() byte { return r.take(1)[0] }

func (r *reader) day() time.Time {
	return day(binary.LittleEndian.Uint16([]byte(r.take(2)))).time()
}

func (r *reader) uvarint() (v uint64) {
	for shift := 0; ; shift += 7 {
		b := r.byte()
		v |= uint64(b&127) << shift
		if b < 128 {
			return v
		}
	}
}
