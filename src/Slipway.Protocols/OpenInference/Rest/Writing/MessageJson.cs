using Slipway.Errors;
using Slipway.Inference;
using Slipway.Protocols.Json.Writing;
using Slipway.Tensors;

namespace Slipway.Protocols.OpenInference.Rest.Writing;

/// <summary>
/// The JSON part of a message: what comes before its tensors, the tensors, what comes behind. Checked when made, so
/// that writing cannot fail; stateless while written.
/// </summary>
internal abstract class MessageJson
{
    // Some names and brackets; the data is counted apart.
    private const int TensorOverhead = 256;

    // Made for the first binary tensor: most messages have none.
    private bool[]? _binary;

    protected MessageJson(List<NamedTensor> tensors)
    {
        Tensors = tensors;
    }

    public List<NamedTensor> Tensors { get; }

    /// <summary>Whether any tensor follows the JSON as binary data.</summary>
    public bool HasBinary => _binary is not null;

    /// <summary>Bytes of the tensors that follow the JSON.</summary>
    public long BinaryLength { get; private set; }

    /// <summary>About how many bytes the JSON will have.</summary>
    public long EstimatedLength { get; private set; } = TensorOverhead;

    public bool IsBinary(int index) => _binary is { } binary && binary[index];

    /// <summary>Whether the JSON has the elements of a tensor.</summary>
    public bool HasData(int index) => !IsBinary(index) && !Tensors[index].IsElsewhere;

    /// <summary>How messages call a tensor, without its name; put into words only where there is a message.</summary>
    protected abstract string TensorLabel { get; }

    /// <summary>How the caller gets a tensor as binary data.</summary>
    protected abstract string Remedy { get; }

    public abstract void WriteHead(ref JsonOutput json);

    public abstract void WriteTail(ref JsonOutput json);

    /// <summary>Everything of a tensor before the elements of <c>data</c>, or the whole where it has none.</summary>
    public void WriteTensorHead(ref JsonOutput json, int index)
    {
        var (name, tensor, parameters) = Tensors[index];
        json.Raw(index == 0 ? "{\"name\":"u8 : ",{\"name\":"u8);
        json.Text(name);
        json.Raw(",\"datatype\":"u8);
        json.Text(tensor.DataType.Name());
        json.Raw(",\"shape\":["u8);
        var dims = tensor.Shape.Dimensions;
        for (var i = 0; i < dims.Length; i++)
        {
            if (i > 0)
                json.Raw(","u8);
            json.Integer(dims[i]);
        }

        json.Raw("]"u8);
        var binary = IsBinary(index);
        var size = binary ? new ParameterValue((long)tensor.ByteLength) : (ParameterValue?)null;
        WriteParameters(ref json, ",\"parameters\":{"u8, parameters, BinaryParameters.BinaryDataSize, size);
        if (HasData(index))
            json.Raw(",\"data\":["u8);
    }

    public void WriteTensorTail(ref JsonOutput json, int index) => json.Raw(HasData(index) ? "]}"u8 : "}"u8);

    /// <summary>
    /// Decides how a tensor travels.
    /// </summary>
    /// <param name="index">Which one.</param>
    /// <param name="binary">Behind the JSON, or within.</param>
    /// <exception cref="ServingException">InvalidArgument where it cannot travel within JSON.</exception>
    protected void Place(int index, bool binary)
    {
        var (name, tensor, parameters) = Tensors[index];
        if (parameters is not null)
            Check(parameters, $"{TensorLabel} {name}");
        EstimatedLength += TensorOverhead;
        if (Tensors[index].IsElsewhere)
            return;
        if (binary)
        {
            _binary ??= new bool[Tensors.Count];
            _binary[index] = true;
            BinaryLength += tensor.ByteLength;
            return;
        }

        EstimatedLength += TensorJsonWriter.EstimatedLength(tensor);
        if (!JsonForm.Exists(tensor, out var reason))
            throw ServingException.InvalidArgument($"{TensorLabel} '{name}' {reason}; {Remedy}");
    }

    /// <summary>JSON has no word for a parameter that is not finite.</summary>
    protected static void Check(InferenceParameters? parameters, string owner)
    {
        if (parameters is null)
            return;
        foreach (var (name, value) in parameters)
        {
            if (value.AsDouble is { } number && !double.IsFinite(number))
                throw ServingException.InvalidArgument($"Parameter '{name}' of {owner} is {value}; it must be finite.");
        }
    }

    /// <summary>
    /// Writes a parameters object; nothing where there are none. A parameter called <paramref name="ownName"/> is the
    /// codec's: what the message has under it is left out, and <paramref name="own"/> is written instead, if any.
    /// </summary>
    protected static void WriteParameters(
        ref JsonOutput json,
        ReadOnlySpan<byte> opening,
        InferenceParameters? parameters,
        string? ownName = null,
        ParameterValue? own = null
    )
    {
        var any = false;
        if (parameters is not null)
        {
            foreach (var (name, value) in parameters)
            {
                if (name == ownName)
                    continue;
                WriteParameter(ref json, any ? ","u8 : opening, name, value);
                any = true;
            }
        }

        if (own is { } ownValue)
        {
            WriteParameter(ref json, any ? ","u8 : opening, ownName!, ownValue);
            any = true;
        }

        if (any)
            json.Raw("}"u8);
    }

    private static void WriteParameter(
        ref JsonOutput json,
        ReadOnlySpan<byte> before,
        string name,
        ParameterValue value
    )
    {
        json.Raw(before);
        json.Text(name);
        json.Raw(":"u8);
        json.Value(value);
    }
}
