package demo

import (
	"fmt"
	"strings"

	"ringfence/internal/subject"
)

// Area codes of North America, in which the numbers 555 0100 to 0199 are set aside for fiction. Those that the README's tour and the
// developers' samples use are not among them.
var (
	// callerAreas have each a block of numbers that a campaign calls from for a week.
	callerAreas = strings.Fields(`201 203 205 206 207 208 209 210 212 213 214 215 216 217 218 219 224 225 228 229
		763 765 769 770 772 773 774 775 779`)
	// nuisanceAreas have a few numbers each that call year in, year out.
	nuisanceAreas = strings.Fields(`231 234 239 240 248 251 252 253 254 256 260 262 267 269 270 276 281 301 302 304 305 307 308 309 310 312
		313 314 315 316 317 318 319 320 321 323 325 330 331 334 336 337 339 346 347 351 352 360 361 385 386 401 402 404 405 406 407 408
		409 410 412 413 414 415 417 419 423 424 425 430 432 434 435 440 443 458 469 470 475 478 479 480 484`)
	// reporterAreas are where those live who report by phone: an area code is a network.
	reporterAreas = strings.Fields(`501 502 503 504 505 507 508 509 510 512 513 515 516 517 518 520 530 531 534 539 540 541 551 559 561 562
		563 567 570 571 573 574 575 580 585 586 601 602 603 605 606 607 608 609 610 612 614 615 616 617 618 619 620 623 626 630 631 636
		641 646 650 651 657 660 661 662 678 681 682 701 702 703 704 706 707 708 712 713 714 715 716 717 718 719 720 724 727 731 732 734`)
)

// american returns a fictional number of an area.
func american(area string, i int) subject.Key { return key(fmt.Sprintf("+1%s55501%02d", area, i%100)) }

// british returns a fictional number that no telephone has, as forged callers show them.
func british(i int) subject.Key { return key(fmt.Sprintf("+447700900%03d", i%1000)) }

// key reads what is written down in this package, which a test holds to be readable.
func key(s string) subject.Key {
	k, _ := subject.ParseKey(s)
	return k
}

// blocks returns the numbers of a campaign, block after block: as many of each as are in use for a week, all over it.
func blocks(first, count, each int) (numbers []subject.Key) {
	for _, area := range callerAreas[first : first+count] {
		for i := range each {
			numbers = append(numbers, american(area, i*100/each))
		}
	}
	return numbers
}

// forged returns numbers that callers show who have others.
func forged(from, count int) []subject.Key {
	numbers := make([]subject.Key, count)
	for i := range numbers {
		numbers[i] = british(from + i)
	}
	return numbers
}

// scattered returns numbers of nuisance areas, none beside another: two in a block, in different tens.
func scattered(from, count int) []subject.Key {
	numbers := make([]subject.Key, count)
	for i := range numbers {
		area := nuisanceAreas[(from+i)/2%len(nuisanceAreas)]
		numbers[i] = american(area, 17+(from+i)%2*50)
	}
	return numbers
}

// named returns accounts, domains and senders.
func named(keys string) []subject.Key {
	var all []subject.Key
	for _, s := range strings.Fields(keys) {
		all = append(all, key(s))
	}
	return all
}
