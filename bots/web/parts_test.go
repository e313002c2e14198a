package web_test

import (
	"fmt"
	"html"
	"strings"
	"testing"

	"github.com/safesteps/safesteps/bots/web"
	"github.com/safesteps/safesteps/dialog"
	"github.com/safesteps/safesteps/store"
)

// TestPlanInParts: however many apps, no part of the plan is over 30 KB, nothing is lost between the parts, and the page to print
// has it all.
func TestPlanInParts(t *testing.T) {
	for _, apps := range []int{1, 3, 8, 24} {
		t.Run(fmt.Sprint(apps, " apps"), func(t *testing.T) {
			s := newSite(t, nil)
			b := s.browser(t)
			b.get("/")
			b.press("Check the apps")
			lib := newLibrary(t)
			var ids []string
			for _, a := range lib.Apps()[:apps] {
				ids = append(ids, a.ID)
			}
			state := dialog.State{Locale: "en", Region: "gb", Children: []dialog.Child{{Apps: ids}}, At: dialog.Place{Screen: dialog.AtPlan}}
			key := s.store.Key(web.Name, s.cookie(b))
			rec, err := s.store.Load(t.Context(), key)
			if err != nil {
				t.Fatal(err)
			}
			if err := s.store.Save(t.Context(), store.Turn{Key: key, Rev: rec.Rev, State: dialog.Encode(state), Now: s.now}); err != nil {
				t.Fatal(err)
			}
			var seen strings.Builder
			page := b.get("/plan")
			for n := 2; ; n++ {
				if len(page.body) > 30<<10 {
					t.Errorf("part %d is %d bytes, want at most 30 KB", n-1, len(page.body))
				}
				seen.WriteString(page.body)
				next := fmt.Sprintf("/plan?part=%d", n)
				if !strings.Contains(page.body, `"`+next+`"`) {
					break
				}
				page = b.get(next)
			}
			whole := b.get("/plan?whole=1").body
			for _, step := range dialog.PlanFor(lib, state).Steps {
				title := step.Step.Title
				for name, body := range map[string]string{"the parts": seen.String(), "the whole": whole} {
					if !strings.Contains(html.UnescapeString(body), title) {
						t.Errorf("%s lack %q", name, title)
					}
				}
			}
			for _, app := range lib.Apps()[:apps] {
				if app.Page != "" && !strings.Contains(html.UnescapeString(seen.String()), app.Page) {
					t.Errorf("the parts lack the source of %s", app.Name)
				}
			}
		})
	}
}
