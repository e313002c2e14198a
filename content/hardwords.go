package content

// hardWords is words that few parents use, each with a plainer one. File: data/hard_words.yaml.
type hardWords map[string]string
