package main

import "fmt"

type doctorCmd struct{ contentFlags }

func (c *doctorCmd) Run(e *env) error { return fmt.Errorf("todo") }

type serveCmd struct{ contentFlags }

func (c *serveCmd) Run(e *env) error { return fmt.Errorf("todo") }
