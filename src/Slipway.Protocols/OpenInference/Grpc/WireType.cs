namespace Slipway.Protocols.OpenInference.Grpc;

/// <summary>The wire types of protobuf's encoding that proto3 uses; groups (3 and 4) are refused.</summary>
internal enum WireType
{
    Varint = 0,
    Fixed64 = 1,
    Length = 2,
    Fixed32 = 5,
}
