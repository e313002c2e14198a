package dialog

// The closed set of screens. Each has a file of its own, screen_*.go, of one shape: a screen value with what it shows and
// what its choices do.
const (
	AtWelcome   ScreenID = "hello"    // the three doors
	AtResume    ScreenID = "resume"   // somebody comes back: go on, or start again?
	AtMenu      ScreenID = "menu"     // everything there is
	AtBest      ScreenID = "best"     // the three best things
	AtApps      ScreenID = "apps"     // which apps?
	AtLook      ScreenID = "look"     // not sure: how to look together
	AtAge       ScreenID = "age"      // how old?
	AtWorries   ScreenID = "worries"  // what worries you?
	AtDevices   ScreenID = "device"   // which phone?
	AtUnder     ScreenID = "under"    // below the minimum age
	AtPlan      ScreenID = "plan"     // the ranked steps
	AtCard      ScreenID = "step"     // one step
	AtNudge     ScreenID = "later"    // a step was kept for later
	AtMissing   ScreenID = "missing"  // a step could not be found
	AtRefusal   ScreenID = "no"       // the child said no to a step
	AtMyApps    ScreenID = "myapps"   // which app do you want to read about?
	AtAppCard   ScreenID = "app"      // what an app is
	AtRiskCard  ScreenID = "risks"    // what can go wrong there
	AtBlockCard ScreenID = "block"    // how to block and report there
	AtToolCard  ScreenID = "tool"     // what the operator offers parents
	AtTalk      ScreenID = "talk"     // how to talk about it
	AtTalkAbout ScreenID = "about"    // how to begin about one worry
	AtFound     ScreenID = "found"    // a parent has found something
	AtLearn     ScreenID = "learn"    // the list of guides
	AtGuideCard ScreenID = "guide"    // one guide
	AtKids      ScreenID = "children" // the profiles
	AtProgress  ScreenID = "progress" // what is done
	AtRestart   ScreenID = "restart"  // start again? asks first
	AtSettings  ScreenID = "settings" // region, device
	AtRegions   ScreenID = "region"   // which region?
	AtPrivacy   ScreenID = "privacy"  // about, and privacy
	AtHeld      ScreenID = "held"     // what we hold about you
	AtForgetMe  ScreenID = "forget"   // forget me? asks once
	AtGone      ScreenID = "gone"     // nothing is held any more
	AtUrgent    ScreenID = "urgent"   // what has happened; Subject: a red flag
	AtKid       ScreenID = "kid"      // the same for a child; never kept
	AtLines     ScreenID = "lines"    // helplines by need
	AtHeard     ScreenID = "heard"    // urgent help about something that was typed
	AtAsk       ScreenID = "ask"      // perhaps a danger: has something happened?
	AtHuman     ScreenID = "human"    // who will talk with a person
	AtNearest   ScreenID = "nearest"  // not understood: is it one of these?
	AtOther     ScreenID = "other"    // an app without a page: three questions
	AtTongue    ScreenID = "lang"     // which language?
	AtMove      ScreenID = "move"     // a code that carries the list to another channel; Subject: the code
	AtArrive    ScreenID = "arrive"   // two lists: which to keep? Subject: the code of the one that is brought
	AtShare     ScreenID = "share"    // links to pass on; Subject: what they carry
)

// screen is the one shape of a screen.
type screen struct {
	show    func(p *page)                     // draws it
	press   func(t *turn, choice string) bool // answers a choice; false when it does not know it
	many    *many                             // its question of many, if it has one
	passing bool                              // not worth coming back to: answered once and left
}

// many is a question with several answers. What is picked lives in State.Draft until it is confirmed.
type many struct {
	offered func(t *turn) []string // the ids on offer on this page
	picked  func(t *turn) []string // what is picked when the screen opens
	confirm func(t *turn)          // takes the draft
	most    int                    // most ids that can be picked
}

// screenOf looks a screen up. An unknown id, from a button of a version that is gone, gives a screen without show.
func screenOf(id ScreenID) screen {
	switch id {
	case AtWelcome:
		return welcomeScreen()
	case AtResume:
		return resumeScreen()
	case AtMenu:
		return menuScreen()
	case AtBest:
		return bestScreen()
	case AtApps:
		return appsScreen()
	case AtLook:
		return lookScreen()
	case AtAge:
		return ageScreen()
	case AtWorries:
		return worriesScreen()
	case AtDevices:
		return deviceScreen()
	case AtUnder:
		return underScreen()
	case AtPlan:
		return planScreen()
	case AtCard:
		return cardScreen()
	case AtNudge:
		return nudgeScreen()
	case AtMissing:
		return missingScreen()
	case AtRefusal:
		return refusalScreen()
	case AtMyApps:
		return myAppsScreen()
	case AtAppCard:
		return appScreen()
	case AtRiskCard:
		return risksScreen()
	case AtBlockCard:
		return blockScreen()
	case AtToolCard:
		return toolScreen()
	case AtTalk:
		return talkScreen()
	case AtTalkAbout:
		return talkAboutScreen()
	case AtFound:
		return foundScreen()
	case AtLearn:
		return learnScreen()
	case AtGuideCard:
		return guideScreen()
	case AtKids:
		return childrenScreen()
	case AtProgress:
		return progressScreen()
	case AtRestart:
		return restartScreen()
	case AtSettings:
		return settingsScreen()
	case AtRegions:
		return regionScreen()
	case AtPrivacy:
		return privacyScreen()
	case AtHeld:
		return heldScreen()
	case AtForgetMe:
		return forgetScreen()
	case AtGone:
		return goneScreen()
	case AtUrgent:
		return urgentScreen()
	case AtKid:
		return kidScreen()
	case AtLines:
		return linesScreen()
	case AtHeard:
		return heardScreen()
	case AtAsk:
		return askScreen()
	case AtHuman:
		return humanScreen()
	case AtNearest:
		return nearestScreen()
	case AtOther:
		return otherScreen()
	case AtTongue:
		return tongueScreen()
	case AtMove:
		return moveScreen()
	case AtArrive:
		return arriveScreen()
	case AtShare:
		return shareScreen()
	}
	return screen{}
}

// Screens lists every screen.
func Screens() []ScreenID {
	return []ScreenID{
		AtWelcome, AtResume, AtMenu, AtBest, AtApps, AtLook, AtAge, AtWorries, AtDevices, AtUnder, AtPlan, AtCard,
		AtNudge, AtMissing, AtRefusal, AtMyApps, AtAppCard, AtRiskCard, AtBlockCard, AtToolCard, AtTalk, AtTalkAbout,
		AtFound, AtLearn, AtGuideCard, AtKids, AtProgress, AtRestart, AtSettings, AtRegions, AtPrivacy, AtHeld,
		AtForgetMe, AtGone, AtUrgent, AtKid, AtLines, AtHeard, AtAsk, AtHuman, AtNearest, AtOther, AtTongue, AtMove, AtArrive, AtShare,
	}
}
