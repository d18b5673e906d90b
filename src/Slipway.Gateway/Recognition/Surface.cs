namespace Slipway.Gateway.Recognition;

/// <summary>How a caller speaks, and so how a replica is spoken to and how failures are told.</summary>
internal enum Surface
{
    Rest = 0,
    Grpc,
}
