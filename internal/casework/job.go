package casework

import (
	"time"

	"chengxin/internal/region"
)

// Job is long work that an act orders and that is done in bounded steps beside the requests, each step an act of its own.
// It is kept with the act that orders it, or not at all.
type Job struct {
	ID      string
	County  region.Code
	Kind    string // which step function does it: register-import
	Subject string // what it is about: the import's id
	Officer string // who ordered it, and in whose name its steps act
	State   JobState
	Done    int64 // steps done, of Total
	Total   int64
	Tries   int64  // failures since the last step that succeeded
	Failure string // the last failure's words, in Chinese; empty when the last step succeeded
	AskedAt time.Time
}

// JobState is how far a job is.
type JobState string

// The states. A job that failed too often waits for a person, who may order it again.
const (
	JobOpen   JobState = "open"
	JobDone   JobState = "done"
	JobFailed JobState = "failed"
)
