package discord

import "sync"

// maxWaiting is how many interactions of one person may wait. Nobody presses as often on purpose.
const maxWaiting = 16

// lanes run the jobs of one person in order and those of different people at the same time. A person costs a goroutine only
// while they have a job.
type lanes struct {
	mu   sync.Mutex
	jobs map[string][]func()
	all  sync.WaitGroup
}

// add puts a job behind those of the same person; false when too many wait there.
func (l *lanes) add(person string, job func()) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	waiting, busy := l.jobs[person]
	if len(waiting) >= maxWaiting {
		return false
	}
	if l.jobs == nil {
		l.jobs = map[string][]func(){}
	}
	l.jobs[person] = append(waiting, job)
	if !busy {
		l.all.Go(func() { l.run(person) })
	}
	return true
}

func (l *lanes) run(person string) {
	for {
		l.mu.Lock()
		waiting := l.jobs[person]
		if len(waiting) == 0 {
			delete(l.jobs, person)
			l.mu.Unlock()
			return
		}
		l.jobs[person] = waiting[1:]
		l.mu.Unlock()
		waiting[0]()
	}
}

// wait returns when no job is left.
func (l *lanes) wait() { l.all.Wait() }
