using System.IO.Pipelines;
using Slipway.Models;

namespace Slipway.Protocols.Json.Reading;

/// <summary>
/// The window over a body of JSON alone and the cursor over its tokens. They weigh more than a small request, so each
/// thread keeps a set for the next one. One body at a time; disposal gives the window's memory back.
/// </summary>
internal sealed class BodyReader : IDisposable
{
    [ThreadStatic]
    private static BodyReader? t_spare;

    private readonly PipeWindow _window;

    private BodyReader()
    {
        _window = new PipeWindow(Context);
        Cursor = new JsonCursor(_window, Context);
    }

    public MessageContext Context { get; } = new();

    public JsonCursor Cursor { get; }

    /// <summary>Where the body ends at the latest.</summary>
    public long Limit { get; private set; }

    /// <summary>Stands at the start of a body; nothing is read yet.</summary>
    /// <exception cref="Errors.ServingException">TooLarge: the length is over the limit.</exception>
    public static BodyReader Open(
        MessageKind kind,
        ModelSelector model,
        JsonLimits limits,
        PipeReader body,
        long? contentLength
    )
    {
        var reader = t_spare ?? new BodyReader();
        t_spare = null;
        reader.Context.Begin(kind, model, limits);
        if (contentLength > limits.MaxBodyBytes)
        {
            t_spare = reader;
            throw reader.Context.BodyTooLarge();
        }

        reader.Limit = contentLength ?? limits.MaxBodyBytes;
        reader._window.Open(body, contentLength ?? long.MaxValue);
        reader.Cursor.Begin();
        return reader;
    }

    public void Dispose()
    {
        _window.Close();
        t_spare = this;
    }
}
