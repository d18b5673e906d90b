using System.Text.Json.Serialization;
using Slipway.AspNetCore.SharedMemory;

namespace Slipway.AspNetCore.OpenInference;

/// <summary>Triton's "system_shared_memory_register_request".</summary>
internal sealed record SharedMemoryRegisterBody(string? Key, ulong? Offset, ulong? ByteSize);

/// <summary>One region of Triton's "system_shared_memory_status_response".</summary>
internal sealed record SharedMemoryRegionBody(string Name, string Key, long Offset, long ByteSize)
{
    public static SharedMemoryRegionBody From(SharedMemoryRegion region) =>
        new(region.Name, region.Key, region.Offset, region.ByteSize);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SharedMemoryRegisterBody))]
[JsonSerializable(typeof(SharedMemoryRegionBody[]))]
internal sealed partial class SharedMemoryContext : JsonSerializerContext;
