package content

import "reflect"

// Concerns lists every concern.
func Concerns() []Concern {
	return []Concern{Strangers, Bullying, Images, Upsetting, Secrets, Location, Money, Time, Account}
}

// AgeBands lists every age band, youngest first.
func AgeBands() []AgeBand { return []AgeBand{Under8, Age8to10, Age11, Age13, Age16} }

// Devices lists every device, AnyDevice first.
func Devices() []Device { return []Device{AnyDevice, IPhone, Android, Computer} }

// Kinds lists every kind of app.
func Kinds() []Kind {
	return []Kind{Messaging, Social, Video, Game, Console, Live, AI, RandomChat}
}

// FeatureIDs lists the features every app answers for.
func FeatureIDs() []FeatureID {
	return []FeatureID{
		FeatureMessages, FeatureGroups, FeatureCalls, FeatureLive, FeatureVanishing, FeatureLocation,
		FeatureDiscoverable, FeatureIdentity, FeatureRecording, FeatureSpending, FeatureAI,
	}
}

// FeatureLevels lists what the level of a Feature can be.
func FeatureLevels() []string { return []string{"yes", "some", "no", "unknown"} }

// RedFlags lists every red flag, the most urgent first.
func RedFlags() []RedFlag {
	return []RedFlag{
		ImmediateDanger, MissingChild, SelfHarm, Sextortion, Grooming, ImageShared, CSAMSeen, BullyingFlag, ScamFraud, SomethingElse,
	}
}

// Needs lists every need.
func Needs() []Need {
	return []Need{
		NeedDanger, NeedGrooming, NeedSextort, NeedRemoval, NeedCSAM, NeedBullying, NeedEmotional, NeedSuicide, NeedParenting,
		NeedScam, NeedMissing, NeedAdvice, NeedReporting,
	}
}

// closedSets gives the allowed values of each closed type, so that the decoder can refuse any other.
func closedSets() map[reflect.Type][]string {
	sets := map[reflect.Type][]string{}
	closed(sets, Concerns())
	closed(sets, AgeBands())
	closed(sets, Devices())
	closed(sets, Kinds())
	closed(sets, FeatureIDs())
	closed(sets, RedFlags())
	closed(sets, Needs())
	closed(sets, []Basis{Verified, Likely, General})
	closed(sets, LawStatuses())
	return sets
}

func closed[T ~string](sets map[reflect.Type][]string, values []T) {
	var all []string
	for _, v := range values {
		all = append(all, string(v))
	}
	sets[reflect.TypeFor[T]()] = all
}
