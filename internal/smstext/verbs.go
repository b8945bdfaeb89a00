package smstext

// verb is what the first words of a message ask for.
type verb int

// The verbs. Those that begin messages of every sort too are ordinary: they say something only when the rest of the message agrees.
const (
	look    verb = iota + 1 // 查, CHECK: what is known of a number
	whether                 // is ...?; ordinary
	accuse                  // 举报, REPORT
	blame                   // 骗子, SCAM
	ringing                 // CALL, 电话; ordinary
	rang                    // 骚扰电话, CALL FROM
	writing                 // TEXT; ordinary
	wrote                   // 短信, TEXT FROM
	undo                    // 撤回, UNDO
	cancel                  // 取消, CANCEL; ordinary
	code                    // CODE; ordinary
	verify                  // 验证, VERIFY: a code or a number
	sentBy                  // 来自, FROM, 号码: the number that stands alone behind it; ordinary
)

func (v verb) ordinary() bool {
	return v == whether || v == ringing || v == writing || v == cancel || v == code || v == sentBy
}

// seeks reports whether v is said of a number even where other words stand between: "report someone calling from 202...". What stands
// behind 短信 or "fraud" may be a text that only mentions one.
func (v verb) seeks() bool { return v == look || v == accuse || v == rang }

// byText reports whether v says that a text was received.
func (v verb) byText() bool { return v == writing || v == wrote }

// byCall reports whether v says that somebody rang.
func (v verb) byCall() bool { return v == ringing || v == rang }

var verbs = tableOf("verbs", map[string]verb{
	"look": look, "whether": whether, "accuse": accuse, "blame": blame, "ringing": ringing, "rang": rang, "writing": writing, "wrote": wrote,
	"undo": undo, "cancel": cancel, "code": code, "verify": verify, "sentBy": sentBy,
})

// whole are the words that are a message by themselves. Within a longer one they are what it says: texts that advertise end in
// "回复TD退订" and "Reply STOP".
var whole = tableOf("whole", map[string]Intent{"help": Help, "plea": Plea, "stop": Stop, "continue": Continue})
