using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.Cli.Inputs;

/// <summary>
/// Collects the elements of one input in order, then gives them their shape. Owns the memory until
/// <see cref="Build"/>.
/// </summary>
internal sealed class TensorBuilder(TensorSpec spec) : IDisposable
{
    private readonly TensorBufferWriter _writer = new();

    public TensorSpec Spec => spec;

    public void Add(string text, string place)
    {
        if (!ElementText.TryAppend(_writer, spec.DataType, text))
        {
            var shown = text.Length > 40 ? text[..40] + "…" : text;
            throw CliException.Usage(
                $"Input '{spec.Name}': '{shown}' {place} is not a value of the datatype {spec.DataType.Name()}."
            );
        }
    }

    public void Add(double value) => ElementText.AppendNumber(_writer, spec.DataType, value);

    public Tensor Build(TensorShape shape)
    {
        var length = _writer.WrittenLength;
        return new Tensor(spec.DataType, shape, _writer.Detach(), length);
    }

    public void Dispose() => _writer.Dispose();
}
