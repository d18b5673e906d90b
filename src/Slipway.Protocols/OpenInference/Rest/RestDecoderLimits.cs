using Slipway.Protocols.OpenInference.SharedMemory;

namespace Slipway.Protocols.OpenInference.Rest;

/// <summary>
/// What a decoder accepts before it refuses. Memory is taken as bytes arrive, so these bound what a hostile body can
/// cost; none of them is paid in advance. Immutable.
/// </summary>
public sealed record RestDecoderLimits
{
    public static RestDecoderLimits Default { get; } = new();

    /// <summary>
    /// Bytes of the whole body, after decompression, and as many again in shared memory; TooLarge beyond it. Default
    /// 64 MiB.
    /// </summary>
    public long MaxBodyBytes { get; init; } = 64L << 20;

    /// <summary>
    /// Bytes of the JSON part of a body that also carries binary tensors; TooLarge beyond it. A body of JSON alone is
    /// bound by <see cref="MaxBodyBytes"/>. Default 16 MiB.
    /// </summary>
    public int MaxHeaderBytes { get; init; } = 16 << 20;

    /// <summary>
    /// Nesting of JSON outside tensor data, which is bound by the tensor's rank. At least 8; default 32.
    /// </summary>
    public int MaxDepth { get; init; } = 32;

    /// <summary>Input or output tensors of one message. Default 1024.</summary>
    public int MaxTensors { get; init; } = 1024;

    /// <summary>Bytes of a tensor's or parameter's name, as written in the body. Default 4096.</summary>
    public int MaxNameBytes { get; init; } = 4096;

    /// <summary>Where inputs that are named by a region are found; null, the default, refuses them.</summary>
    public ISharedMemoryRegions? SharedMemory { get; init; }
}
