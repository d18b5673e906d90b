using Slipway.Errors;
using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.Client;

/// <summary>An input or output as metadata states it, on either transport.</summary>
internal static class MetadataSpec
{
    public static TensorSpec Create(string model, string? name, string? datatype, ReadOnlySpan<long> shape)
    {
        if (!DataTypes.TryParse(datatype.AsSpan(), out DataType type))
        {
            throw new ServingException(
                ServingErrorCode.Unknown,
                $"The server's metadata of model '{model}' gives tensor '{name}' the datatype '{datatype}', which is not "
                    + $"one of {string.Join(", ", DataTypes.AllNames)}."
            );
        }

        return new TensorSpec(name ?? "", type, new TensorShape(shape));
    }
}
