package telegram

import "sync"

// lanes run the jobs of one person in order and those of different people at the same time. A person costs a goroutine only
// while they have a job; how many jobs there can be is for the caller to bound.
type lanes struct {
	mu   sync.Mutex
	jobs map[string][]func()
	all  sync.WaitGroup
}

// add puts a job behind those of the same person.
func (l *lanes) add(person string, job func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	waiting, busy := l.jobs[person]
	if l.jobs == nil {
		l.jobs = map[string][]func(){}
	}
	l.jobs[person] = append(waiting, job)
	if !busy {
		l.all.Go(func() { l.run(person) })
	}
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
