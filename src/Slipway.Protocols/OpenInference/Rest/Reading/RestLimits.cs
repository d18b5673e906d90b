using Slipway.Protocols.Json.Reading;
using Slipway.Protocols.OpenInference.SharedMemory;

namespace Slipway.Protocols.OpenInference.Rest.Reading;

/// <summary>What only messages of this protocol have among their limits.</summary>
internal static class RestLimits
{
    /// <summary>The regions that a message may refer to; null where it may not.</summary>
    public static ISharedMemoryRegions? SharedMemory(this MessageContext context) =>
        (context.Limits as RestDecoderLimits)?.SharedMemory;
}
