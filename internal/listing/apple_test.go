package listing_test

import (
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/descriptorpb"
)

// inputIdentities is what Apple's ConstructDatabase reads: InputIdentities.proto of live-caller-id-lookup-example, without the category, which
// is not used here.
//
//	message InputCallIdentity { string name = 1; uint32 cache_expiry_minutes = 2; bool block = 3; }
//	message InputIdentities { map<string, InputCallIdentity> identities = 1; }
var inputIdentities = func() protoreflect.MessageDescriptor {
	entry := message("IdentitiesEntry", field("key", 1, descriptorpb.FieldDescriptorProto_TYPE_STRING), ofType(field("value", 2, descriptorpb.FieldDescriptorProto_TYPE_MESSAGE), ".InputCallIdentity"))
	entry.Options = &descriptorpb.MessageOptions{MapEntry: proto.Bool(true)}
	all := ofType(field("identities", 1, descriptorpb.FieldDescriptorProto_TYPE_MESSAGE), ".InputIdentities.IdentitiesEntry")
	all.Label = descriptorpb.FieldDescriptorProto_LABEL_REPEATED.Enum()
	input := message("InputIdentities", all)
	input.NestedType = []*descriptorpb.DescriptorProto{entry}
	file, err := protodesc.NewFile(&descriptorpb.FileDescriptorProto{
		Name: proto.String("InputIdentities.proto"), Syntax: proto.String("proto3"),
		MessageType: []*descriptorpb.DescriptorProto{
			message("InputCallIdentity", field("name", 1, descriptorpb.FieldDescriptorProto_TYPE_STRING),
				field("cache_expiry_minutes", 2, descriptorpb.FieldDescriptorProto_TYPE_UINT32), field("block", 3, descriptorpb.FieldDescriptorProto_TYPE_BOOL)),
			input,
		},
	}, nil)
	if err != nil {
		panic(err)
	}
	return file.Messages().ByName("InputIdentities")
}()

func message(name string, fields ...*descriptorpb.FieldDescriptorProto) *descriptorpb.DescriptorProto {
	return &descriptorpb.DescriptorProto{Name: proto.String(name), Field: fields}
}

func field(name string, number int32, kind descriptorpb.FieldDescriptorProto_Type) *descriptorpb.FieldDescriptorProto {
	return &descriptorpb.FieldDescriptorProto{
		Name: proto.String(name), Number: proto.Int32(number), Type: kind.Enum(), Label: descriptorpb.FieldDescriptorProto_LABEL_OPTIONAL.Enum(),
	}
}

func ofType(f *descriptorpb.FieldDescriptorProto, name string) *descriptorpb.FieldDescriptorProto {
	f.TypeName = proto.String(name)
	return f
}
