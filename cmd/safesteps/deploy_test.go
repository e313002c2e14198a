package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// deployFiles are the files that run the program elsewhere.
func deployFiles(t *testing.T) map[string]string {
	t.Helper()
	files := map[string]string{}
	for _, name := range []string{"../../Dockerfile", "deploy/compose.yaml", "deploy/compose.postgres.yaml", "deploy/safesteps.service"} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files[filepath.Base(name)] = string(text)
	}
	return files
}

// TestDeployedSettings: every setting that a file for running the program gives is one of serve's.
func TestDeployedSettings(t *testing.T) {
	parser, err := kong.New(&commands{})
	if err != nil {
		t.Fatal(err)
	}
	serve := map[string]bool{}
	for _, node := range parser.Model.Children {
		if node.Name != "serve" {
			continue
		}
		for _, flag := range node.Flags {
			serve["SAFESTEPS_"+strings.ToUpper(strings.ReplaceAll(flag.Name, "-", "_"))] = true
		}
	}
	for name, text := range deployFiles(t) {
		found := regexp.MustCompile(`SAFESTEPS_[A-Z_]+`).FindAllString(text, -1)
		if len(found) == 0 {
			t.Errorf("%s gives no setting", name)
		}
		for _, setting := range found {
			if !serve[setting] {
				t.Errorf("%s gives %s, which is no setting", name, setting)
			}
		}
	}
}

// TestImage holds the Dockerfile to the rules that such files are held to.
func TestImage(t *testing.T) {
	text := deployFiles(t)["Dockerfile"]
	for rule, c := range map[string]struct {
		pattern string
		want    bool
	}{
		"runs as nobody, by number":             {`(?m)^USER 65534:65534$`, true},
		"ends on an empty image":                {`(?m)^FROM scratch$`, true},
		"checks its health without a shell":     {`(?m)^HEALTHCHECK .*CMD \["/safesteps", "healthcheck"\]$`, true},
		"starts without a shell":                {`(?m)^ENTRYPOINT \["/safesteps"\]$`, true},
		"keeps data in a volume":                {`(?m)^VOLUME /data$`, true},
		"says what it is":                       {`org\.opencontainers\.image\.(title|version|source|description)=`, true},
		"names no version that moves by itself": {`(?m)^FROM (\S+:latest|golang( AS \w+)?)$`, false},
		"adds nothing from elsewhere":           {`(?m)^ADD `, false},
		"holds no secret":                       {`(?i)(TOKEN|SECRET|PASSWORD)=`, false},
	} {
		if regexp.MustCompile(c.pattern).MatchString(text) != c.want {
			t.Errorf("broken rule: it %s", rule)
		}
	}
}

// TestContainersAreConfined: an example is copied as it is.
func TestContainersAreConfined(t *testing.T) {
	for name, text := range deployFiles(t) {
		if !strings.HasPrefix(name, "compose") {
			continue
		}
		for _, want := range []string{"read_only: true", "cap_drop: [ALL]", "no-new-privileges:true", "stop_grace_period: 15s"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s has no %s", name, want)
			}
		}
		if regexp.MustCompile(`ports:.*9090`).MatchString(text) {
			t.Errorf("%s publishes the admin address", name)
		}
	}
}
