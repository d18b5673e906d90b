using Slipway.Inference;
using Slipway.Protocols.Json;
using Slipway.Protocols.Json.Reading;
using Slipway.Tensors;

namespace Slipway.Protocols.OpenInference.Rest.Reading;

/// <summary>A tensor of a message while its fields arrive. Owns what has been read of it.</summary>
internal sealed class PendingTensor
{
    private int _index;
    private string _noun = "";

    public string? Name { get; set; }

    public DataType? DataType { get; set; }

    public TensorShape? Shape { get; set; }

    public InferenceParameters? Parameters { get; set; }

    /// <summary>The field names seen, each allowed once.</summary>
    public TensorFields Seen { get; set; }

    /// <summary>The text of <c>data</c>, where it came before what is needed to understand it.</summary>
    public PooledBuffer? Text { get; set; }

    /// <summary>Where <see cref="Text"/> begins in the body.</summary>
    public long TextPosition { get; set; }

    /// <summary>Bytes of its section behind the JSON, where it has one.</summary>
    public int? BinaryLength { get; set; }

    public Tensor? Tensor { get; set; }

    /// <summary>How messages call it.</summary>
    public override string ToString() =>
        Name is null ? $"{_noun} number {_index + 1}" : $"{_noun} {MessageContext.Quote(Name)}";

    /// <summary>Starts on a tensor of which nothing is known but its place.</summary>
    public void Begin(int index, string noun)
    {
        (_index, _noun) = (index, noun);
        (Name, DataType, Shape, Parameters) = (null, null, null, null);
        (Seen, TextPosition, BinaryLength) = (TensorFields.None, 0, null);
    }

    /// <summary>Hands the finished tensor over.</summary>
    public NamedTensor Detach()
    {
        var result = new NamedTensor(Name!, Tensor!, Parameters is { Count: > 0 } ? Parameters : null);
        Tensor = null;
        return result;
    }

    /// <summary>Gives back what has been read and not been handed over, and forgets the rest.</summary>
    public void Release()
    {
        Text?.Dispose();
        Text = null;
        Tensor?.Dispose();
        Tensor = null;
        (Name, Parameters) = (null, null);
    }
}
