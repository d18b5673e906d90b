using Slipway.Inference;
using Slipway.Tensors;

namespace Slipway.Protocols.OpenInference.Rest.Reading;

/// <summary>A tensor of a message while its fields arrive. Owns what has been read of it.</summary>
internal sealed class PendingTensor(int index, string noun) : IDisposable
{
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
        Name is null ? $"{noun} number {index + 1}" : $"{noun} {MessageContext.Quote(Name)}";

    /// <summary>Hands the finished tensor over.</summary>
    public NamedTensor Detach()
    {
        var result = new NamedTensor(Name!, Tensor!, Parameters is { Count: > 0 } ? Parameters : null);
        Tensor = null;
        return result;
    }

    public void Dispose()
    {
        Text?.Dispose();
        Text = null;
        Tensor?.Dispose();
        Tensor = null;
    }
}
