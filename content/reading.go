package content

type reading struct{}
