using System.Text.Json;
using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.Runtimes.Python.Workers;

/// <summary>What a worker told of the model that it loaded.</summary>
/// <param name="Signature">Its inputs and outputs, those that are configured as they are configured.</param>
/// <param name="Facts">For people.</param>
/// <param name="Streams">Whether it answers a request any number of times.</param>
/// <param name="Explains">Whether it explains its answers.</param>
internal sealed record LoadedMessage(
    ModelSignature Signature,
    IReadOnlyList<KeyValuePair<string, string>> Facts,
    bool Streams,
    bool Explains
)
{
    /// <exception cref="WorkerException">It cannot be understood.</exception>
    public static LoadedMessage Read(Frame frame)
    {
        try
        {
            return new LoadedMessage(
                new ModelSignature(Specs(frame["inputs"]), Specs(frame["outputs"])),
                [
                    .. frame["facts"]
                        .EnumerateObject()
                        .Select(fact => KeyValuePair.Create(fact.Name, fact.Value.GetString() ?? "")),
                ],
                frame["streams"].GetBoolean(),
                frame["explains"].GetBoolean()
            );
        }
        catch (Exception error) when (error is InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new WorkerException($"its signature cannot be read: {error.Message}", error);
        }
    }

    private static List<TensorSpec> Specs(JsonElement specs) => [.. specs.EnumerateArray().Select(Spec)];

    private static TensorSpec Spec(JsonElement spec)
    {
        var name = spec.GetProperty("name").GetString() ?? "";
        var datatype = spec.GetProperty("datatype").GetString();
        if (!DataTypes.TryParse(datatype, out var type))
        {
            throw new WorkerException(
                $"'{name}' is declared as {datatype}; the types are {string.Join(", ", DataTypes.AllNames)}."
            );
        }

        var shape = spec.GetProperty("shape");
        var isFree = shape.ValueKind == JsonValueKind.Null;
        var names = spec.GetProperty("names").EnumerateArray().Select(item => item.GetString()).ToArray();
        return new TensorSpec(
            name,
            type,
            isFree
                ? TensorShape.Scalar
                : TensorShape.Wrap([.. shape.EnumerateArray().Select(size => Math.Max(-1, size.GetInt64()))])
        )
        {
            HasUnknownRank = isFree,
            IsOptional = spec.GetProperty("optional").GetBoolean(),
            DimensionNames = names,
            Labels = [.. spec.GetProperty("labels").EnumerateArray().Select(label => label.GetString() ?? "")],
        };
    }
}
