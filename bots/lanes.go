package bots

import "sync"

// Lanes run the jobs of one person in order and those of different people at the same time. A person costs a goroutine only
// while they have a job. The zero value is ready, and has no bound; it is safe for use by several goroutines.
type Lanes struct {
	Most int // how many jobs of one person may wait; 0: as many as come, so that the caller has to bound them

	mu   sync.Mutex
	jobs map[string][]func()
	all  sync.WaitGroup
}

// Add puts a job behind those of the same person; false when too many wait there.
func (l *Lanes) Add(person string, job func()) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	waiting, busy := l.jobs[person]
	if l.Most > 0 && len(waiting) >= l.Most {
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

func (l *Lanes) run(person string) {
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

// Beside runs a job that belongs to nobody's order, at once.
func (l *Lanes) Beside(job func()) { l.all.Go(job) }

// Waiting is how many people have jobs now.
func (l *Lanes) Waiting() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.jobs)
}

// Wait returns when no job is left.
func (l *Lanes) Wait() { l.all.Wait() }
