package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"ringfence/internal/projection"
)

// inBytes is what a bar counts that tells a rate in kilobytes or megabytes.
const inBytes = "bytes"

// bar shows progress on a terminal, in units such as subjects, and nothing where output is kept in a file.
func bar(w io.Writer, what, units string) projection.Progress {
	file, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return func(int, int) {}
	}
	return drawn(w, what, units)
}

const drawEvery = 100 * time.Millisecond

// drawn draws at once: the first progress may take a while. Bytes are of work, and only their rate means
// anything to who sees them.
func drawn(w io.Writer, what, units string) projection.Progress {
	options := []progressbar.Option{
		progressbar.OptionSetWriter(w), progressbar.OptionSetWidth(30),
		progressbar.OptionClearOnFinish(), progressbar.OptionSetPredictTime(false), progressbar.OptionSetElapsedTime(false),
		progressbar.OptionSetDescription(what), progressbar.OptionShowDescriptionAtLineEnd(),
	}
	if units == inBytes {
		options = append(options, progressbar.OptionShowBytes(true))
	} else {
		options = append(options, progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionSetItsString(units))
	}
	b := progressbar.NewOptions(1, options...)
	_ = b.RenderBlank()
	begun := time.Now()
	drawn := begun
	return func(done, total int) {
		if total <= 0 || done < total && time.Since(drawn) < drawEvery {
			return
		}
		drawn = time.Now()
		b.ChangeMax(total)
		b.Describe(what + left(time.Since(begun), done, total))
		_ = b.Set(done)
	}
}

// counter shows on a terminal how many bytes are done, of nobody knows how many.
func counter(w io.Writer, what string) func(done int) {
	file, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return func(int) {}
	}
	b := progressbar.NewOptions(-1, progressbar.OptionSetWriter(w), progressbar.OptionClearOnFinish(),
		progressbar.OptionSetDescription(what), progressbar.OptionShowBytes(true), progressbar.OptionThrottle(drawEvery))
	return func(done int) { _ = b.Set(done) }
}

// left says how much longer it takes if it goes on as it went, once that can be told.
func left(took time.Duration, done, total int) string {
	if done <= 0 || took < time.Second {
		return ""
	}
	rest := time.Duration(float64(took) / float64(done) * float64(total-done))
	return fmt.Sprintf(", %s left", rest.Round(time.Second))
}
