package casework

// Message is something that a person must be told, written to the outbox with the act that causes it. The default
// sender is the print and phone list: an officer tells the household and records it.
type Message struct {
	Household string            // whom it is for; empty for an officer
	Officer   string            // the officer it is for; empty for a household
	Topic     string            // the catalogue key of what is told: outbox.proxy_acted
	Detail    map[string]string // the message's placeholders: numbers and dates, never personal data
	Once      bool              // not again while the officer has the same one unread: a hundred appointments of a day are one message
}
