using Slipway.Inference;
using Slipway.Protocols.OpenInference.SharedMemory;

namespace Slipway.Protocols.OpenInference.Grpc;

/// <summary>Bounds of what one ModelInferRequest may hold; over them the request is refused.</summary>
public sealed record GrpcDecoderLimits
{
    public static GrpcDecoderLimits Default { get; } = new();

    /// <summary>
    /// The whole message in bytes, after decompression; and as much again in shared memory. Default 256 MiB.
    /// </summary>
    public int MaxMessageBytes { get; init; } = 256 << 20;

    /// <summary>
    /// One field that is neither an input nor raw contents: a name, the id, a parameter, a requested output. In bytes;
    /// default 1 MiB.
    /// </summary>
    public int MaxFieldBytes { get; init; } = 1 << 20;

    /// <summary>Inputs, and also requested outputs. Default 1,024.</summary>
    public int MaxTensors { get; init; } = 1024;

    /// <summary>Parameters of the request, and of each input and output. Default 256.</summary>
    public int MaxParameters { get; init; } = InferenceParameters.MaxCount;

    /// <summary>Where inputs that are named by a region are found; null, the default, refuses them.</summary>
    public ISharedMemoryRegions? SharedMemory { get; init; }
}
