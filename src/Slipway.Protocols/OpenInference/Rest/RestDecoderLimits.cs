using Slipway.Protocols.Json;
using Slipway.Protocols.OpenInference.SharedMemory;

namespace Slipway.Protocols.OpenInference.Rest;

/// <summary>
/// The limits of bodies that may carry binary tensors behind their JSON part. As many bytes as a body may have may come
/// from shared memory besides. Immutable.
/// </summary>
public sealed record RestDecoderLimits : JsonLimits
{
    public static new RestDecoderLimits Default { get; } = new();

    /// <summary>
    /// Bytes of the JSON part of a body that also carries binary tensors; TooLarge beyond it. A body of JSON alone is
    /// bound by <see cref="JsonLimits.MaxBodyBytes"/>. Default 16 MiB.
    /// </summary>
    public int MaxHeaderBytes { get; init; } = 16 << 20;

    /// <summary>Where inputs that are named by a region are found; null, the default, refuses them.</summary>
    public ISharedMemoryRegions? SharedMemory { get; init; }
}
