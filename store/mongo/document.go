package mongo

import (
	"encoding/binary"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// with returns a document with more fields.
func with(document bson.Raw, more bson.M) (bson.Raw, error) {
	b, err := bson.Marshal(more)
	if err != nil {
		return nil, err
	}
	return join(document[4:len(document)-1], b[4:]), nil
}

// named returns a document whose _id, its first field, is another text.
func named(document bson.Raw, id string) (bson.Raw, error) {
	head, err := bson.Marshal(bson.M{"_id": id})
	if err != nil {
		return nil, err
	}
	first, err := document.IndexErr(0)
	if err != nil {
		return nil, err
	}
	return join(head[4:len(head)-1], document[4+len(first):]), nil
}

// join makes a document of fields and fields with their end.
func join(fields, rest []byte) bson.Raw {
	size := 4 + len(fields) + len(rest)
	b := make([]byte, 0, size)
	b = binary.LittleEndian.AppendUint32(b, uint32(size))
	return append(append(b, fields...), rest...)
}
