namespace Slipway.Protocols.Json;

/// <summary>
/// What a decoder of JSON bodies accepts before it refuses. Memory is taken as bytes arrive, so these bound what a hostile
/// body can cost; none of them is paid in advance. Immutable.
/// </summary>
public record JsonLimits
{
    public static JsonLimits Default { get; } = new();

    /// <summary>Bytes of the whole body, after decompression; TooLarge beyond it. Default 64 MiB.</summary>
    public long MaxBodyBytes { get; init; } = 64L << 20;

    /// <summary>
    /// Nesting of JSON outside tensor data, which is bound by the tensor's rank. At least 8; default 32.
    /// </summary>
    public int MaxDepth { get; init; } = 32;

    /// <summary>Input or output tensors of one message. Default 1024.</summary>
    public int MaxTensors { get; init; } = 1024;

    /// <summary>Bytes of a tensor's or parameter's name, as written in the body. Default 4096.</summary>
    public int MaxNameBytes { get; init; } = 4096;
}
