using System.IO.Pipelines;
using Slipway.Models;
using Slipway.Protocols.Json.Reading;

namespace Slipway.Protocols.OpenInference.Rest.Reading;

/// <summary>
/// The parts of a decoding, put together: the window over the pipe, the cursor over its tokens, the tensors read so
/// far. They weigh more than a small request, so each thread keeps a set for the next one. One message at a time;
/// disposal gives back what was rented and not handed over.
/// </summary>
internal sealed class MessageReader : IDisposable
{
    [ThreadStatic]
    private static MessageReader? t_spare;

    private readonly PipeWindow _window;
    private RestDecoderLimits _limits = RestDecoderLimits.Default;

    private MessageReader()
    {
        _window = new PipeWindow(Context);
        Cursor = new JsonCursor(_window, Context);
        Tensors = new TensorListReader(Cursor, Context);
    }

    public MessageContext Context { get; } = new();

    public JsonCursor Cursor { get; }

    public TensorListReader Tensors { get; }

    /// <param name="kind">Request or response.</param>
    /// <param name="model">The model that a request is for; null for a response.</param>
    /// <param name="limits">What to refuse.</param>
    public static MessageReader Rent(MessageKind kind, ModelSelector? model, RestDecoderLimits limits)
    {
        var reader = t_spare ?? new MessageReader();
        t_spare = null;
        reader.Context.Begin(kind, model, limits);
        reader._limits = limits;
        return reader;
    }

    /// <summary>Stands at the start of a body; nothing is read yet.</summary>
    /// <exception cref="Errors.ServingException">The lengths are over a limit or contradict each other.</exception>
    public void Open(PipeReader body, long? contentLength, int? inferenceHeaderLength)
    {
        var extent = BodyExtent.Create(contentLength, inferenceHeaderLength, _limits, Context);
        _window.Open(body, extent.JsonLength);
        Cursor.Begin();
        Tensors.Begin(extent);
    }

    public void Dispose()
    {
        _window.Close();
        Tensors.Clear();
        t_spare = this;
    }
}
