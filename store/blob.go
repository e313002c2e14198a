package store

import (
	"encoding/binary"
	"fmt"
)

// The first byte of a sealed value says what it is and how it is written.
const (
	kindConversation byte = 1 // count of ids, first id, differences to the one before, state
	kindAddress      byte = 2 // where to write
	kindSetting      byte = 3 // the value of a setting
)

// appendConversation writes the ids as differences, because a platform counts upwards: an id of Telegram takes two bytes
// instead of eight. States are not compressed: DEFLATE saved 15 to 25 % of 350 bytes and cost more time than the rest of
// the turn.
func appendConversation(b []byte, seen []uint64, state []byte) []byte {
	b = append(b, kindConversation)
	b = binary.AppendUvarint(b, uint64(len(seen)))
	var last uint64
	for _, id := range seen {
		b = binary.AppendVarint(b, int64(id-last)) // wraps round, and back again when decoded
		last = id
	}
	return append(b, state...)
}

// decodeConversation reads what appendConversation wrote; the state shares memory with b.
func decodeConversation(b []byte) (seen []uint64, state []byte, err error) {
	if len(b) == 0 || b[0] != kindConversation {
		return nil, nil, fmt.Errorf("%w: not a conversation", ErrSealed)
	}
	b = b[1:]
	n, used := binary.Uvarint(b)
	if used <= 0 || n > uint64(len(b)) {
		return nil, nil, fmt.Errorf("%w: broken count of events", ErrSealed)
	}
	b = b[used:]
	seen = make([]uint64, n)
	var last uint64
	for i := range seen {
		d, used := binary.Varint(b)
		if used <= 0 {
			return nil, nil, fmt.Errorf("%w: broken event id", ErrSealed)
		}
		last += uint64(d)
		seen[i], b = last, b[used:]
	}
	return seen, b, nil
}

// sealConversation seals a conversation for the row of key.
func (s *Sealer) sealConversation(key Key, seen []uint64, state []byte) []byte {
	plain, ok := s.plains.Get().(*[]byte)
	if !ok {
		plain = new([]byte)
	}
	*plain = appendConversation((*plain)[:0], seen, state)
	sealed := s.Seal(key, *plain)
	s.plains.Put(plain)
	return sealed
}

// sealKind seals a value that is not a conversation.
func (s *Sealer) sealKind(kind byte, key Key, plain []byte) []byte {
	return s.Seal(key, append([]byte{kind}, plain...))
}

// openKind opens what sealKind made; a value of another kind is ErrSealed.
func (s *Sealer) openKind(kind byte, key Key, sealed []byte) ([]byte, error) {
	b, err := s.Open(key, sealed)
	if err != nil {
		return nil, err
	}
	if len(b) == 0 || b[0] != kind {
		return nil, fmt.Errorf("%w: of another kind", ErrSealed)
	}
	return b[1:], nil
}
