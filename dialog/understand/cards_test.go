package understand

import "testing"

func TestTopic(t *testing.T) {
	tests := []struct{ text, want string }{
		{"how do i turn off location on snap", "step:snapchat.ghost"},
		{"turn off snap map", "step:snapchat.ghost"},
		{"age for whatsapp", "age:whatsapp"},
		{"how old do you have to be for tiktok", "age:tiktok"},
		{"how do i block someone on kik", "block:kik"},
		{"how do i report an account on instagram", "report:instagram"},
		{"parental controls on instagram", "tool:instagram"},
		{"stop the my ai thing in snapchat pls", "step:snapchat.ai"},
		{"how do I stop people adding him to groups on whatsapp", "step:whatsapp.groups"},
		{"what number do i ring for advice", "helplines"},
		{"is discord ok for 11?", "app:discord"},
		{"what are secret chats", "guide:secret_chats"},
	}
	r := reader(t)
	for _, test := range tests {
		if got := r.Read(test.text, Options{}); got.Topic != test.want {
			t.Errorf("%q: topic %q, nearest %v, intent %s, apps %v; want %q", test.text, got.Topic, got.Nearest, got.Intent, got.Apps, test.want)
		}
	}
}
