package redact

import "ringfence/internal/scan"

// detector finds one sort of personal data on a page. What it finds is taken out before the next one reads.
type detector struct {
	name string
	find func(*scan.Page) []scan.Match
}

// detectors in the order they read. Exact formats come before guesses, and whatever could swallow another value comes first:
//
//   - link and email before all numbers: their digits belong to them, and taking out a part would leave the rest readable;
//   - wechat before mobile, because "微信13912345678" is an account, and before name, because 加微信 is no name cue;
//   - id_card (checksum, date) before bank_card (Luhn, issuer), and both before telephone numbers, because their groups of digits can
//     be mistaken for one;
//   - passport, permit and student need letters or a cue, and their digits can look like QQ or landline numbers;
//   - mobile before landline before phone: the narrow form before the wide one;
//   - qq before phone, because ten digits after QQ are no American number, but after mobile, whose form is narrower than its cue;
//   - account and birthday depend on a cue alone, so they get what is left;
//   - plate and ip have forms of their own, and no other detector wants them;
//   - address after every number, so that a house number is never a part of one;
//   - name last: it is the weakest rule, and labels around it are good boundaries.
var detectors = []detector{
	{"link", findLinks},
	{"email", findEmails},
	{"wechat", findWeChat},
	{"id_card", findIDCards},
	{"iban", findIBANs},
	{"bank_card", findBankCards},
	{"passport", findPassports},
	{"permit", findPermits},
	{"student", findStudents},
	{"mobile", findMobiles},
	{"disguised mobile", findDisguised},
	{"qq", findQQ},
	{"landline", findLandlines},
	{"phone", findPhones},
	{"account", findAccounts},
	{"birthday", findBirthdays},
	{"plate", findPlates},
	{"ip", findIPs},
	{"address in Chinese", findAddressesZH},
	{"address in English", findAddressesEN},
	{"name in Chinese", findNamesZH},
	{"name in English", findNamesEN},
}
