package redact

import (
	"maps"
	"strings"
	"testing"
)

var messagesEN = []message{
	{"Got a call from (202) 555-0143 about my student loan", "Got a call from [phone] about my student loan"},
	{"202-555-0143 and 202.555.0144 keep calling", "[phone] and [phone] keep calling"},
	{"They texted me from 2025550143 twice", "They texted me from [phone] twice"},
	{"My cell is 1-202-555-0150 ext. 12", "My cell is [phone]"},
	{"+44 7700 900123 500 people got the same text", "[phone] 500 people got the same text"},
	{"UK mobile 07700 900456 rang me", "UK mobile [phone] rang me"},
	{"landline 020 7946 0958", "landline [phone]"},
	{"call +1 (202) 555-0199 now", "call [phone] now"},
	{"The toll-free line 1-800-555-0199 belongs to a company", "The toll-free line 1-800-555-0199 belongs to a company"},
	{"Order number 2025550143 never arrived", "Order number 2025550143 never arrived"},
	{"I paid $1,500.00 on 2024-03-15 at 10:30 and 20 more later", "I paid $1,500.00 on 2024-03-15 at 10:30 and 20 more later"},
	{"Your code is 483920, do not share it", "Your code is 483920, do not share it"},
	{"Tracking 9400 1000 0000 0000 0000 00 shows nothing", "Tracking 9400 1000 0000 0000 0000 00 shows nothing"},
	{"My SSN is 123-45-6789, he read it to me", "My SSN is [ID number], he read it to me"},
	{"SSN 987654321 starts with nine", "SSN 987654321 starts with nine"},
	{"Card 4111 1111 1111 1111 was charged", "Card [bank card] was charged"},
	{"amex 378282246310005", "amex [bank card]"},
	{"4111 1111 1111 1112 is no card", "4111 1111 1111 1112 is no card"},
	{"IBAN GB82 WEST 1234 5698 7654 32 please", "IBAN [bank card] please"},
	{"account number 12345678, sort code 20-00-00", "account number [bank card], sort code 20-00-00"},
	{"Passport number 912345678 was scanned", "Passport number [passport] was scanned"},
	{"student ID: S2021-00412", "student ID: [student number]"},
	{"Mail jane.doe+jobs@example.org or jane (at) example dot org", "Mail [email] or [email]"},
	{"see https://jobs.example/apply?token=abc123#me for details", "see https://jobs.example/apply[link parameters] for details"},
	{"Did you read example.com? I did", "Did you read example.com? I did"},
	{"my router 192.0.2.17 and 2001:db8::8a2e:370:7334", "my router [IP address] and [IP address]"},
	{"http://198.51.100.7/login is the page", "http://198.51.100.7/login is the page"},
	{"My name is John Smith and I am a student", "My name is [name] and I am a student"},
	{"my name is maria garcia and he knew it", "my name is [name] and he knew it"},
	{"I am Anna Miller and own the shop, I'm Anna", "I am [name] and own the shop, I'm Anna"},
	{"He said: I'm James Cole from Amazon. I am Chinese, I am Bank of America", "He said: I'm [name] from Amazon. I am Chinese, I am Bank of America"},
	{"a recruiter called David Lee offered 300 a day", "a recruiter called [name] offered 300 a day"},
	{"My roommate José Álvarez lent his card", "My roommate [name] lent his card"},
	{"Mr. O'Brien from the bank", "Mr. [name] from the bank"},
	{"He said his name was Officer Daniels, badge 44718", "He said his name was Officer [name], badge 44718"},
	{"Contact: Emily Zhang, (202) 555-0111, emily@example.edu", "Contact: [name], [phone], [email]"},
	{"Someone called yesterday, he called Amazon too", "Someone called yesterday, he called Amazon too"},
	{"He called me and said the police called Bank of America", "He called me and said the police called Bank of America"},
	{"I live at 742 Evergreen Terrace, Springfield, IL 62704 with my parents", "I live at [address] with my parents"},
	{"Meet at 221B Baker Street, London", "Meet at [address]"},
	{"Parcel for SW1A 1AA was held", "Parcel for [address] was held"},
	{"Dorm 12, room 603 got a visit", "[address] got a visit"},
	{"Add WeChat ID lucky_2233 or QQ 2233445566", "Add WeChat ID [WeChat] or QQ [QQ]"},
	{"They moved us from WeChat groups to another app", "They moved us from WeChat groups to another app"},
	{"telegram @task_manager88 sends tasks", "telegram [account] sends tasks"},
	{"born on March 3, 2001", "born on [birth date]"},
	{"Date of birth: 03/03/2001", "Date of birth: [birth date]"},
	{"It began on March 3, 2024", "It began on March 3, 2024"},
	{"", ""},
	{"no personal data here at all", "no personal data here at all"},
}

func TestMessagesInEnglish(t *testing.T) { testMessages(t, messagesEN) }

// TestEveryNameCueIsRead has a cue for each word that one begins with, since others are not looked at.
func TestEveryNameCueIsRead(t *testing.T) {
	begun := map[string]bool{}
	for _, cue := range []string{
		"my full name is", "His name was", "her name is", "their name was", "whose name is", "the name is", "named", "someone called", "man is called",
		"woman called", "guy called", "girl was called", "boy called", "lady called", "person called", "friend called", "roommate called",
		"classmate called", "teacher called", "recruiter called", "officer called", "agent called", "manager called", "he's called", "she is called",
		"who was called", "full name:", "account holder is", "cardholder name =", "recipient:", "name :", "payee is", "beneficiary=",
		"contact person is", "our supervisor,", "I am", "MR.", "mrs", "ms", "Miss", "dr.", "prof", "professor", "madam",
	} {
		if in, want := cue+"  Jane Doe left", cue+"  [name] left"; Text(in) != want {
			t.Errorf("%q became %q", in, Text(in))
		}
		word, _, _ := strings.Cut(strings.ToLower(cue), " ")
		begun[strings.Trim(strings.TrimSuffix(word, "'s"), ".:=")] = true
	}
	if !maps.Equal(begun, nameCueWords) {
		t.Errorf("the cues begin with %v, those looked at with %v", begun, nameCueWords)
	}
}
