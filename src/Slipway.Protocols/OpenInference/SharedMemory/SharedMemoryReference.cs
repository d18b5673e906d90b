using Slipway.Errors;
using Slipway.Inference;

namespace Slipway.Protocols.OpenInference.SharedMemory;

/// <summary>Where the bytes of a tensor are: the three parameters of the extension.</summary>
internal readonly record struct SharedMemoryReference(string Region, long Offset, long ByteSize)
{
    private const string RegionName = "shared_memory_region";
    private const string OffsetName = "shared_memory_offset";
    private const string ByteSizeName = "shared_memory_byte_size";

    /// <summary>Whether the parameters are about shared memory, rightly or wrongly.</summary>
    public static bool IsIn(InferenceParameters? parameters) =>
        parameters is not null
        && (
            parameters.TryGet(RegionName, out _)
            || parameters.TryGet(OffsetName, out _)
            || parameters.TryGet(ByteSizeName, out _)
        );

    /// <summary>Refuses parameters about shared memory where there is none.</summary>
    /// <exception cref="ServingException">Unsupported.</exception>
    public static void Check(InferenceParameters? parameters, ISharedMemoryRegions? regions)
    {
        if (regions is null && IsIn(parameters))
        {
            throw ServingException.Unsupported(
                "Shared memory is not enabled on this server; send the tensor in the request, and take outputs from the "
                    + "response."
            );
        }
    }

    /// <summary>What the parameters of an input or output say; null where they name no shared memory.</summary>
    /// <exception cref="ServingException">InvalidArgument for a part of it, or a wrong value.</exception>
    public static SharedMemoryReference? Read(InferenceParameters? parameters)
    {
        if (parameters is null)
            return null;
        if (!parameters.TryGet(RegionName, out var region))
        {
            var stray =
                parameters.TryGet(OffsetName, out _) ? OffsetName
                : parameters.TryGet(ByteSizeName, out _) ? ByteSizeName
                : null;
            return stray is null
                ? null
                : throw ServingException.InvalidArgument(
                    $"Parameter '{stray}' is given without '{RegionName}'; name the region that it is about."
                );
        }

        if (region.AsString is not { Length: > 0 } name)
            throw ServingException.InvalidArgument($"Parameter '{RegionName}' must be the name of a region.");
        if (!parameters.TryGet(ByteSizeName, out var size))
        {
            throw ServingException.InvalidArgument(
                $"Parameter '{RegionName}' is given without '{ByteSizeName}'; say how many bytes the tensor has there."
            );
        }

        var offset = parameters.TryGet(OffsetName, out var given) ? Bytes(OffsetName, given) : 0;
        return new SharedMemoryReference(name, offset, Bytes(ByteSizeName, size));
    }

    /// <summary>Takes the parameters out, where the codec has acted on them.</summary>
    public static void RemoveFrom(InferenceParameters parameters)
    {
        parameters.Remove(RegionName);
        parameters.Remove(OffsetName);
        parameters.Remove(ByteSizeName);
    }

    /// <summary>Opens the region, with the place checked to be inside.</summary>
    /// <exception cref="ServingException">NotFound, Unsupported, or InvalidArgument for a place outside.</exception>
    public ISharedMemoryLease Acquire(ISharedMemoryRegions regions)
    {
        var lease = regions.Acquire(Region);

        // Subtracted, not added: both may be near the largest number there is.
        if (ByteSize <= lease.ByteSize && Offset <= lease.ByteSize - ByteSize)
            return lease;
        var size = lease.ByteSize;
        lease.Dispose();
        var what = Offset >= size ? "offset" : "offset + byte size";
        throw ServingException.InvalidArgument(
            $"Invalid {what} for shared memory region: '{Shown(Region)}': {ByteSize} bytes from offset {Offset} on are "
                + $"outside of its {size} bytes."
        );
    }

    private static long Bytes(string name, ParameterValue value) =>
        value.AsInt64 is >= 0 and { } bytes
            ? bytes
            : throw ServingException.InvalidArgument(
                $"Parameter '{name}' is '{Shown(value.ToString())}'; it must be a number of bytes, 0 or more."
            );

    private static string Shown(string text) => Grpc.Shown.Text(text);
}
